#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(PythonHeapFragmented, MuchIsFreeAndNoRunIsLongEnough) {
  const auto causes = explained(
      "MemoryError: memory allocation failed, allocating 16384 bytes\n"
      "GC: total: 102400, used: 61440, free: 40960\n"
      " No. of 1-blocks: 900, 2-blocks: 200, max blk sz: 38, max free sz: 512\n");
  ASSERT_EQ(classes(causes), "python_heap_fragmented certain error");
  EXPECT_EQ(fact_of(causes[0], "requested_bytes"), "16384");
  EXPECT_EQ(fact_of(causes[0], "free_bytes"), "40960");
  EXPECT_EQ(fact_of(causes[0], "largest_free_bytes"), "8192");
  EXPECT_EQ(lines_of(causes[0]), (std::vector<std::size_t>{1, 2, 3}));
}

TEST(PythonHeapFragmented, ShortRunsAloneAreAWarning) {
  const auto causes = explained(
      "GC: total: 102400, used: 61440, free: 40960\n"
      " No. of 1-blocks: 900, 2-blocks: 200, max blk sz: 38, max free sz: 639\n");
  ASSERT_EQ(classes(causes), "python_heap_fragmented likely warning");
  EXPECT_EQ(fact_of(causes[0], "largest_free_bytes"), "10224");
}

TEST(PythonHeapFragmented, AQuarterOfWhatIsFreeIsLongEnough) {
  EXPECT_EQ(classes(explained("GC: total: 102400, used: 61440, free: 40960\n"
                              " No. of 1-blocks: 900, 2-blocks: 200, max blk sz: 38, max free sz: 640\n")),
            "");
}

TEST(PythonHeapFragmented, ANewAreaIsARunToo) {
  EXPECT_EQ(classes(explained("MicroPython v1.21.0 on 2023-10-05; Generic ESP32 module with ESP32\n"
                              "GC: total: 56000, used: 20000, free: 36000, max new split: 53248\n"
                              " No. of 1-blocks: 900, 2-blocks: 200, max blk sz: 38, max free sz: 100\n")),
            "");
}

TEST(PythonHeapFragmented, WhatARunWouldHoldWasRefusedAtAnotherMoment) {
  EXPECT_EQ(classes(explained("MemoryError: memory allocation failed, allocating 4096 bytes\n"
                              "GC: total: 102400, used: 61440, free: 40960\n"
                              " No. of 1-blocks: 9, 2-blocks: 2, max blk sz: 38, max free sz: 2000\n")),
            "");
}

TEST(PythonHeapFragmented, AHostsBlocksAreTwiceAsLarge) {
  EXPECT_EQ(classes(explained("(name='micropython', version=(1, 28, 0, ''), _machine='linux [GCC 12.2.0] version')\n"
                              "GC: total: 64640, used: 23008, free: 41632\n"
                              " No. of 1-blocks: 48, 2-blocks: 4, max blk sz: 63, max free sz: 400\n")),
            "");
}

}  // namespace
}  // namespace rampart
