// A sample of a running system costs no memory: counted with an operator new of our own.
#include <cstddef>
#include <cstdlib>
#include <gtest/gtest.h>
#include <initializer_list>
#include <new>
#include <string>
#include <string_view>

#include "host/live_tree.h"

namespace {
std::size_t allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc{};
}
// Not inlined: GCC takes the free for a mistake where it sees the pair only in part.
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace rampart {
namespace {

/// Reads everything twice, to reach the sizes and descriptors that stay, and counts what a third time allocates.
std::size_t allocations_of_a_sample(std::initializer_list<std::string_view> paths) {
  LiveTree tree;
  std::string content;
  std::size_t before = 0;
  for (int sample = 0; sample < 3; ++sample) {
    before = allocations;
    for (const std::string_view path : paths) EXPECT_TRUE(tree.read(path, content)) << path;
  }
  return allocations - before;
}

TEST(LiveTreeAllocation, ReadingMeminfoAgainAllocatesNothing) {
  LiveTree tree;
  std::string content;
  ASSERT_TRUE(tree.read("/proc/meminfo", content));
  const std::size_t before = allocations;
  ASSERT_GT(before, 0u);
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(tree.read("/proc/meminfo", content));
  EXPECT_EQ(allocations - before, 0u);
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
