#include "render/mpy_picture.h"

#include <gtest/gtest.h>
#include <string_view>

#include "render/drawn_text.h"
#include "render/golden.h"
#include "render/xml_checker.h"

namespace rampart {
namespace {

std::string picture_of(std::string_view text) {
  const auto paste = parse_python_paste(text, "paste.txt");
  EXPECT_TRUE(paste) << (paste ? "" : paste.error().what);
  return paste ? mpy_picture(*paste, python_report(*paste)) : "";
}

/// Two areas of 2 KiB each, the second at the end of the address space, and a heap that may grow.
constexpr std::string_view two_areas =
    "MicroPython v1.25.0 on 2025-04-15; Generic ESP32S3 module with Octal-SPIRAM with ESP32S3\n"
    "stack: 944 out of 15360\n"
    "GC: total: 4096, used: 96, free: 4000, max new split: 8192000\n"
    " No. of 1-blocks: 2, 2-blocks: 2, max blk sz: 2, max free sz: 128\n"
    "GC memory layout; from 3c1849e0:\n"
    "00000000: h=..D=hh........................................................\n"
    "00000400: ................................................................\n"
    "GC memory layout; from fffffffffffff800:\n"
    "       (2 lines all free)\n"
    "00000800: \n";

constexpr std::string_view no_map =
    "GC: total: 127936, used: 126336, free: 1600, max new split: 69632\n"
    " No. of 1-blocks: 2167, 2-blocks: 365, max blk sz: 282, max free sz: 86\n";

TEST(MpyPicture, TheHeapIsBarsAndAStripForEachArea) {
  const std::string svg = picture_of(two_areas);
  EXPECT_NE(svg.find(">The heap grows on demand: it may take 7.8 MiB more in one piece, to 7.8 MiB</text>"),
            std::string::npos);
  EXPECT_NE(svg.find(">Stack of 15 KiB: 944 B used (6%)</text>"), std::string::npos);
  EXPECT_NE(svg.find(">Area 1 of 2: 0x3c1849e0..0x3c1851df, 2 KiB, 96 B used (4%), 1.9 KiB free, longest run 1.9 KiB "
                     "at 0x3c184a60</text>"),
            std::string::npos);
}

TEST(MpyPicture, WithoutAMapItSaysWhatWouldShowTheBlocks) {
  const std::string svg = picture_of(no_map);
  EXPECT_NE(svg.find(">Total 124.9 KiB: 123.4 KiB used (98%), 1.6 KiB free, longest run 1.3 KiB, 14% of what is free "
                     "outside that run</text>"),
            std::string::npos);
  EXPECT_NE(svg.find(">Which blocks are used is not told: micropython.mem_info(1) would.</text>"), std::string::npos);
}

TEST(MpyPicture, APasteWithoutADumpSaysSo) {
  EXPECT_NE(picture_of("MicroPython v1.25.0 on 2025-04-15; ProS3 with ESP32-S3\n")
                .find(">Nothing in it tells of the heap: micropython.mem_info(1) would.</text>"),
            std::string::npos);
}

TEST(MpyPicture, TheLeastUseShowsAndSoDoesTheLeastThatIsFree) {
  const std::string little = picture_of("GC: total: 1000000, used: 16, free: 999984\n");
  EXPECT_NE(little.find("width=\"3\" height=\"20\" class=\"held\"/>"), std::string::npos);
  const std::string much = picture_of("GC: total: 1000000, used: 999984, free: 16\n");
  EXPECT_NE(much.find("width=\"965\" height=\"20\" class=\"held\"/>"), std::string::npos);
}

TEST(MpyPicture, EveryPictureIsWellFormedAndNoTextOverlaps) {
  const std::string hostile = "MicroPython <script> on 2025-04-15; ]]></style>\x1b[2J" + std::string(3000, 'W') +
                              " with \"onload=\"x\n"
                              "GC: total: 18446744073709551615, used: 18446744073709551615, free: "
                              "18446744073709551615, max new split: 18446744073709551615\n";
  for (const std::string& text : {std::string{two_areas}, std::string{no_map}, std::string{}, hostile}) {
    const std::string svg = picture_of(text);
    EXPECT_EQ(XmlChecker::fault(svg), "") << text;
    expect_texts_apart(svg);
    EXPECT_EQ(count_of(svg, "<script"), 0U);
  }
}

TEST(MpyPicture, MoreAreasThanThereIsRoomForAreCounted) {
  std::string text = "GC: total: 20480, used: 0, free: 20480\n";
  for (int i = 0; i < 20; ++i) {
    text += "GC memory layout; from 200" + std::to_string(10 + i) + "000:\n00000000: " + std::string(64, '.') + '\n';
  }
  EXPECT_NE(picture_of(text).find(">and 4 more areas, which the text lists</text>"), std::string::npos);
}

TEST(MpyPicture, ABoardIsAsAgreed) {
  EXPECT_EQ(picture_of(two_areas), golden("mpy/two-areas.svg", picture_of(two_areas)));
}

}  // namespace
}  // namespace rampart
