// From its second sample on, `status --watch` allocates nothing: counted with an operator new of our own, in a program
// of its own so that no other test lives with it.
#include <cstddef>
#include <gtest/gtest.h>
#include <string>

#include "assemble/proc_sampler.h"
#include "base/allocation_count.h"
#include "base/memory_tree.h"
#include "base/test_data.h"
#include "host/live_tree.h"

namespace rampart {
namespace {

/// A tree whose every number changes from one read to the next, at the same length: one digit of each text.
class ChangingTree final : public FileTree {
 public:
  explicit ChangingTree(MemoryTree tree) : tree_{std::move(tree)} {}
  Result<void> read(std::string_view path, std::string& into) override {
    auto done = tree_.read(path, into);
    const std::size_t digit = done ? into.find_last_of("0123456789") : std::string::npos;
    if (digit != std::string::npos) into[digit] = static_cast<char>('0' + reads_++ % 10);
    return done;
  }
  Result<std::vector<std::string>> list(std::string_view path) override { return tree_.list(path); }
  Result<std::string> read_link(std::string_view path) override { return tree_.read_link(path); }

 private:
  MemoryTree tree_;
  unsigned reads_ = 0;
};

TEST(ProcSamplerAllocation, TheCounterCounts) {
  const std::size_t before = allocation_count;
  ::operator delete(::operator new(1));  // called by name, which no optimiser may leave out
  EXPECT_EQ(allocation_count - before, 1u);
}

TEST(ProcSamplerAllocation, TheSecondSampleOfTheLiveSystemAllocatesNothing) {
  LiveTree tree;
  ProcSampler sampler{tree};
  sampler.sample();
  const std::size_t before = allocation_count;
  for (int i = 0; i < 20; ++i) sampler.sample();
  EXPECT_EQ(allocation_count - before, 0u);
}

TEST(ProcSamplerAllocation, TextsThatAllChangeAreParsedWithoutAllocating) {
  const auto zram = test_data_parts("samples/zram/sysfs-linux-6.12.txt");
  ChangingTree tree{MemoryTree{{
      {"/proc/meminfo", test_data("samples/proc/meminfo-swapping-linux-6.12.txt")},
      {"/proc/vmstat", test_data("samples/proc/vmstat-cma-linux-6.12.txt")},
      {"/proc/buddyinfo", test_data("samples/proc/buddyinfo-linux-6.12.txt")},
      {"/proc/zoneinfo", test_data("samples/proc/zoneinfo-linux-6.12.txt")},
      {"/proc/pressure/memory", "some avg10=0.00 avg60=0.00 avg300=0.00 total=7\n"},
      {"/proc/iomem", test_data("samples/proc/iomem-root-linux-6.12.txt")},
      {"/proc/swaps", "Filename Type Size Used Priority\n/dev/zram0 partition 98300 11264 -2\n"},
      {"/sys/block/zram0/initstate", "1\n"},
      {"/sys/block/zram0/disksize", "100663296\n"},
      {"/sys/block/zram0/comp_algorithm", "[lzo-rle] lzo \n"},
      {"/sys/block/zram0/mm_stat", zram.at("mm_stat (swap in use)")},
      {"/sys/block/zram0/io_stat", zram.at("io_stat (swap in use)")},
      {"/sys/block/zram0/bd_stat", zram.at("bd_stat (swap in use)")},
  }}};
  ProcSampler sampler{tree};
  ASSERT_EQ(sampler.sample().zram.size(), 1u);
  const std::size_t before = allocation_count;
  for (int i = 0; i < 20; ++i) sampler.sample();
  EXPECT_EQ(allocation_count - before, 0u);
}

}  // namespace
}  // namespace rampart
