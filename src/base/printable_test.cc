#include "base/printable.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace rampart {
namespace {

TEST(Printable, OrdinaryTextStaysAsItIs) {
  EXPECT_EQ(printable("adsp@86100000"), "adsp@86100000");
  EXPECT_EQ(printable("内存 – région ✓"), "内存 – région ✓");
}

TEST(Printable, AnEscapeSequenceLosesItsEscape) {
  EXPECT_EQ(printable("a\x1b[31mb"), "a\xef\xbf\xbd[31mb");
  EXPECT_EQ(printable("a\xc2\x9b"
                      "31mb"),
            "a\xef\xbf\xbd"
            "31mb");
}

TEST(Printable, LineEndsTabsAndZeroBytesAreReplaced) {
  EXPECT_EQ(printable(std::string_view{"a\nb\rc\td\0e", 9}),
            "a\xef\xbf\xbd"
            "b\xef\xbf\xbd"
            "c\xef\xbf\xbd"
            "d\xef\xbf\xbd"
            "e");
}

TEST(Printable, TextThatReordersItsLineIsDisarmed) {
  EXPECT_EQ(printable("a\xe2\x80\xae"
                      "b"),
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(printable("a\xe2\x81\xa6"
                      "b"),
            "a\xef\xbf\xbd"
            "b");
}

TEST(Printable, BytesThatAreNotUtf8AreReplacedOneByOne) {
  EXPECT_EQ(printable("a\xff\xfe"
                      "b"),
            "a\xef\xbf\xbd\xef\xbf\xbd"
            "b");
  EXPECT_EQ(printable("\xc0\xaf"), "\xef\xbf\xbd\xef\xbf\xbd") << "overlong";
  EXPECT_EQ(printable("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd") << "half of a surrogate pair";
  EXPECT_EQ(printable("\xe2\x82"), "\xef\xbf\xbd\xef\xbf\xbd") << "cut off";
}

TEST(Printable, WideCharactersTakeTwoColumnsAndMarksNone) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("内存"), 4u);
  EXPECT_EQ(display_width("e\xcc\x81"), 1u);
}

TEST(Printable, TextThatFitsIsNotShortened) {
  EXPECT_EQ(shortened("adsp", 4), "adsp");
  EXPECT_EQ(shortened("内存", 4), "内存");
}

TEST(Printable, TextThatDoesNotFitEndsInAnEllipsis) {
  EXPECT_EQ(shortened("adsp-heap", 5), "adsp…");
  EXPECT_EQ(shortened("内存内存", 5), "内存…");
  EXPECT_EQ(shortened("内存内存", 4), "内…") << "a wide character is not cut in two";
  EXPECT_EQ(shortened("abc", 1), "…");
  EXPECT_EQ(shortened("abc", 0), "");
}

TEST(Printable, TheEndOfAPlaceIsKept) {
  EXPECT_EQ(shortened_front("qcs6490.dtsi:46", 8), "…dtsi:46");
  EXPECT_EQ(shortened_front("内存:4", 5), "…存:4");
  EXPECT_EQ(shortened_front("dts:4", 5), "dts:4");
  EXPECT_EQ(shortened_front("dts:4", 1), "…");
  EXPECT_EQ(shortened_front("dts:4", 0), "");
}

TEST(Printable, AHeapOfMarksIsCutOff) {
  std::string heap = "a";
  for (int i = 0; i < 1000; ++i) heap += "\xcc\x81";
  EXPECT_LT(shortened(heap, 10).size(), 100u);
}

TEST(Printable, AnyBytesBecomeTextThatIsPrintableAlready) {
  EXPECT_TRUE(
      rc::check("printable text stays the same, and shortening keeps to the width", [](const std::string& bytes) {
        const std::string safe = printable(bytes);
        RC_ASSERT(printable(safe) == safe);
        const auto width = *rc::gen::inRange<std::size_t>(0, 20);
        RC_ASSERT(display_width(shortened(safe, width)) <= width);
        RC_ASSERT(display_width(shortened_front(safe, width)) <= width);
      }));
}

}  // namespace
}  // namespace rampart
