#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(PythonHeapFull, LessIsLeftThanWasAskedFor) {
  const auto causes = explained(
      "MemoryError: memory allocation failed, allocating 8192 bytes\n"
      ">>> micropython.mem_info()\n"
      "stack: 440 out of 15360\n"
      "GC: total: 102400, used: 98304, free: 4096\n"
      " No. of 1-blocks: 175, 2-blocks: 74, max blk sz: 38, max free sz: 200\n");
  ASSERT_EQ(classes(causes), "python_heap_full certain error");
  EXPECT_EQ(causes[0].finding.message, "the Python heap is full: 8 KiB were asked for, 4 KiB are left");
  EXPECT_EQ(fact_of(causes[0], "requested_bytes"), "8192");
  EXPECT_EQ(fact_of(causes[0], "used_bytes"), "98304");
  EXPECT_EQ(fact_of(causes[0], "heap_bytes"), "102400");
  EXPECT_EQ(lines_of(causes[0]), (std::vector<std::size_t>{1, 4}));
}

TEST(PythonHeapFull, NothingIsLeftToGrowInto) {
  const auto causes = explained("GC: total: 64640, used: 61472, free: 3168\n");
  ASSERT_EQ(classes(causes), "python_heap_full possible warning");
  EXPECT_EQ(fact_of(causes[0], "free_bytes"), "3168");
}

TEST(PythonHeapFull, ARefusalAloneMayBeAFullHeap) {
  const auto causes = explained("MemoryError: memory allocation failed, allocating 8192 bytes\n");
  ASSERT_EQ(classes(causes), "python_heap_full possible error");
  EXPECT_EQ(fact_of(causes[0], "requested_bytes"), "8192");
}

TEST(PythonHeapFull, AHeapThatMayGrowIsNotFull) {
  EXPECT_EQ(
      classes(explained("MicroPython v1.25.0 on 2025-04-15; Generic ESP32S3 module with Octal-SPIRAM with ESP32S3\n"
                        "GC: total: 64000, used: 63000, free: 1000, max new split: 8192000\n")),
      "");
}

TEST(PythonHeapFull, ALockedHeapIsNotFull) {
  EXPECT_EQ(classes(explained("MemoryError: memory allocation failed, heap is locked\n")), "");
}

}  // namespace
}  // namespace rampart
