#include "host/terminal.h"

#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <rampart/host/unique_fd.h>

namespace rampart {
namespace {

TEST(Terminal, APipeHasNoColourAndTheDefaultWidthWhateverTheEnvironmentSays) {
  EXPECT_EQ(terminal_from({false, 200, std::nullopt, "xterm"}), (Terminal{false, 100, false}));
}

TEST(Terminal, ATerminalGivesItsWidthAndTakesColour) {
  EXPECT_EQ(terminal_from({true, 80, std::nullopt, "xterm"}), (Terminal{true, 80, true}));
  EXPECT_EQ(terminal_from({true, 0, std::nullopt, "xterm"}), (Terminal{true, 100, true}));
}

TEST(Terminal, NoColorCountsOnlyWhenItIsNotEmpty) {
  EXPECT_FALSE(terminal_from({true, 80, "1", "xterm"}).colour);
  EXPECT_TRUE(terminal_from({true, 80, "", "xterm"}).colour);
}

TEST(Terminal, ADumbOrUnknownTerminalTakesNoColour) {
  EXPECT_FALSE(terminal_from({true, 80, std::nullopt, "dumb"}).colour);
  EXPECT_FALSE(terminal_from({true, 80, std::nullopt, std::nullopt}).colour);
  EXPECT_FALSE(terminal_from({true, 80, std::nullopt, ""}).colour);
}

TEST(Terminal, ARealTerminalIsAskedForItsSize) {
  const UniqueFd control{::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)};
  if (!control.is_open() || ::grantpt(control.get()) != 0 || ::unlockpt(control.get()) != 0) {
    GTEST_SKIP() << "no pseudo terminal can be made here";
  }
  const UniqueFd terminal{::open(::ptsname(control.get()), O_RDWR | O_NOCTTY | O_CLOEXEC)};
  ASSERT_TRUE(terminal.is_open());
  const winsize size{.ws_row = 24, .ws_col = 132, .ws_xpixel = 0, .ws_ypixel = 0};
  ASSERT_EQ(::ioctl(control.get(), TIOCSWINSZ, &size), 0);
  const Terminal seen = inspect_terminal(terminal.get());
  EXPECT_TRUE(seen.is_terminal);
  EXPECT_EQ(seen.width, 132u);
}

TEST(Terminal, AFileIsNoTerminal) {
  const UniqueFd file{::open("/dev/null", O_WRONLY | O_CLOEXEC)};
  EXPECT_EQ(inspect_terminal(file.get()), Terminal{});
}

}  // namespace
}  // namespace rampart
