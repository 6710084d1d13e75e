#include "host/emulator.h"

#include <gtest/gtest.h>
#include <vector>

namespace rampart {
namespace {

using namespace std::chrono_literals;

TEST(Emulator, FilesAreThereUnderTheNamesThatArgumentsGiveThem) {
  const std::vector<std::string> arguments{"sh", "-c", "cat \"$0\" \"$1\"", "@/one", "@/two"};
  const EmulatorRun::File files[] = {{"one", "1\r\n"}, {"two", "2\n"}};
  const auto result = run_emulator({.arguments = arguments, .files = files});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->console, "1\n2\n") << "without carriage returns";
  EXPECT_FALSE(result->was_ended);
}

TEST(Emulator, AMachineThatFallsSilentIsEnded) {
  const std::vector<std::string> arguments{"sh", "-c", "echo booting; sleep 60"};
  const auto result = run_emulator({.arguments = arguments, .files = {}, .silence = 100ms});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->console, "booting\n");
  EXPECT_TRUE(result->was_ended);
}

TEST(Emulator, AMissingEmulatorSaysWhichPackageHasIt) {
  const std::vector<std::string> arguments{"qemu-system-none"};
  const auto result = run_emulator({.arguments = arguments, .files = {}});
  ASSERT_FALSE(result);
  EXPECT_EQ(to_string(result.error()),
            "qemu-system-none: is not installed (expected QEMU: Debian's qemu-system-arm, qemu-system-misc)");
}

}  // namespace
}  // namespace rampart
