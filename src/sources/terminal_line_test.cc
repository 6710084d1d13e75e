#include "sources/terminal_line.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(TerminalLine, AClockIsNoPartOfTheLine) {
  for (const std::string_view line : {"[09:15:52] 93616", "[2024-03-19 09:15:52.101] 93616", "09:15:52.101 -> 93616",
                                      "  93616", "93616", "[09:15:52]93616"}) {
    EXPECT_EQ(line.substr(after_terminal_clock(line)), "93616") << line;
  }
}

TEST(TerminalLine, AnythingElseInBracketsIs) {
  for (const std::string_view line : {"[(8, 7, 6, 5)]", "[MaixPy] init end", "[12]", "[1:2]", "a -> b", "12 -> 13"}) {
    EXPECT_EQ(after_terminal_clock(line), 0u) << line;
  }
  EXPECT_EQ(after_terminal_clock(""), 0u);
  EXPECT_EQ(after_terminal_clock("   "), 3u);
}

}  // namespace
}  // namespace rampart
