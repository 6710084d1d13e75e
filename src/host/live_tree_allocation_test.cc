// A sample of a running system costs no memory: counted with an operator new of our own.
#include <cstddef>
#include <gtest/gtest.h>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/allocation_count.h"
#include "host/live_tree.h"

namespace rampart {
namespace {

/// Reads everything twice, to reach the sizes and descriptors that stay, and counts what a third time allocates.
std::size_t allocations_of_a_sample(std::initializer_list<std::string_view> paths) {
  LiveTree tree;
  std::string content;
  std::size_t before = 0;
  for (int sample = 0; sample < 3; ++sample) {
    before = allocation_count;
    for (const std::string_view path : paths) EXPECT_TRUE(tree.read(path, content)) << path;
  }
  return allocation_count - before;
}

TEST(LiveTreeAllocation, ReadingMeminfoAgainAllocatesNothing) {
  LiveTree tree;
  std::string content;
  ASSERT_TRUE(tree.read("/proc/meminfo", content));
  const std::size_t before = allocation_count;
  ASSERT_GT(before, 0u);
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(tree.read("/proc/meminfo", content));
  EXPECT_EQ(allocation_count - before, 0u);
}

TEST(LiveTreeAllocation, ASampleOfManyFilesIntoOneBufferAllocatesNothing) {
  EXPECT_EQ(allocations_of_a_sample(
                {"/proc/meminfo", "/proc/vmstat", "/proc/buddyinfo", "/proc/zoneinfo", "/proc/iomem", "/proc/swaps"}),
            0u);
}

TEST(LiveTreeAllocation, AFileThatIsNotKeptAllocatesNothingEither) {
  EXPECT_EQ(allocations_of_a_sample({"/proc/self/comm", "/proc/self/status"}), 0u);
}

}  // namespace
}  // namespace rampart
