#include "sources/marked_lines.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(MarkedLines, AMarkerSaysOfWhichFileTheNextLineIs) {
  const MarkedLines lines{"# 5 \"a.dts\"\nfive\nsix\n# 1 \"b.dtsi\" 1\none\n# 7 \"a.dts\" 2\nseven\n"};
  EXPECT_EQ(lines.line("a.dts", 5), "five");
  EXPECT_EQ(lines.line("a.dts", 6), "six");
  EXPECT_EQ(lines.line("b.dtsi", 1), "one");
  EXPECT_EQ(lines.line("a.dts", 7), "seven");
  EXPECT_EQ(lines.line("a.dts", 8), std::nullopt);
  EXPECT_EQ(lines.line("c.dts", 1), std::nullopt);
}

TEST(MarkedLines, ALineThatOnlyLooksLikeAMarkerIsText) {
  const MarkedLines lines{"# 5 \"a.dts\"\n#address-cells\n# x \"b\"\n# 6 \"unended\n"};
  EXPECT_EQ(lines.line("a.dts", 5), "#address-cells");
  EXPECT_EQ(lines.line("a.dts", 6), "# x \"b\"");
  EXPECT_EQ(lines.line("a.dts", 7), "# 6 \"unended");
}

TEST(MarkedLines, OfALineThatComesTwiceTheFirstCounts) {
  const MarkedLines lines{"# 1 \"a.dtsi\"\nfirst\n# 1 \"a.dtsi\"\nsecond\n"};
  EXPECT_EQ(lines.line("a.dtsi", 1), "first");
}

}  // namespace
}  // namespace rampart
