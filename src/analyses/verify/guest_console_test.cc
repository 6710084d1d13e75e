#include "analyses/verify/guest_console.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(GuestConsole, FilesStandBehindTheLog) {
  auto guest = read_guest_console(
      "Linux version 6.12.117\n"
      "Run /init as init process\n"
      "\n"
      "@@rampart file /proc/meminfo\n"
      "CmaTotal:       16384 kB\n"
      "@@rampart file /proc/cmdline\n"
      "console=ttyAMA0\n"
      "@@rampart done\n"
      "reboot: Power down\n",
      false);
  EXPECT_EQ(guest.outcome, BootOutcome::Booted);
  EXPECT_EQ(guest.log, "Linux version 6.12.117\nRun /init as init process\n\n");
  EXPECT_EQ(guest.files.read("/proc/meminfo"), "CmaTotal:       16384 kB\n");
  EXPECT_EQ(guest.files.read("/proc/cmdline"), "console=ttyAMA0\n");
  EXPECT_TRUE(guest.last_lines.empty());
}

TEST(GuestConsole, APanicEndsWithItsOwnLine) {
  const auto guest = read_guest_console("one\nKernel panic - not syncing: no memory\n---[ end Kernel panic\n", false);
  EXPECT_EQ(guest.outcome, BootOutcome::Panicked);
  EXPECT_EQ(guest.last_lines, (std::vector<std::string>{"one", "Kernel panic - not syncing: no memory"}));
}

TEST(GuestConsole, SilenceIsAHangAndOnlyTheLastLinesAreShown) {
  std::string console;
  for (int i = 0; i < 40; ++i) console += "line " + std::to_string(i) + "\n";
  const auto guest = read_guest_console(console, true);
  EXPECT_EQ(guest.outcome, BootOutcome::Hung);
  EXPECT_EQ(guest.last_lines.size(), max_last_lines);
  EXPECT_EQ(guest.last_lines.back(), "line 39");
}

TEST(GuestConsole, AMachineThatStopsHalfwayHasNotBooted) {
  const auto guest = read_guest_console("booting\n@@rampart file /proc/iomem\n40000000-", false);
  EXPECT_EQ(guest.outcome, BootOutcome::Ended);
}

}  // namespace
}  // namespace rampart
