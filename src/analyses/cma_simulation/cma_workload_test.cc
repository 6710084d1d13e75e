#include "analyses/cma_simulation/cma_workload.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

CmaWorkload of_trace(std::string_view text, std::string_view pool,
                     RefusedRequests refused = RefusedRequests::AskedFor) {
  const auto trace = parse_cma_trace(text, "trace");
  EXPECT_TRUE(trace) << to_string(trace.error());
  return cma_workload(cma_timeline(*trace), pool, refused);
}

/// The steps in few words: `+0:300` is an allocation of block 0, `-0@17:83` a release of a part of it.
std::string words(const CmaWorkload& workload) {
  std::string text;
  for (const CmaOperation& each : workload.operations) {
    const std::string count = std::to_string(each.count.value);
    if (!text.empty()) text += ' ';
    switch (each.action) {
      case CmaAction::Allocate:
        text += '+' + std::to_string(each.block) + ':' + count;
        break;
      case CmaAction::Try:
        text += '?' + count;
        break;
      case CmaAction::Release:
        text += '-' + std::to_string(each.block) + '@' + std::to_string(each.offset.value) + ':' + count;
        break;
      case CmaAction::AllocateAny:
        text += "any:" + count;
        break;
      case CmaAction::ReleaseLast:
        text += "last:" + count;
        break;
    }
    if (each.align_order > 0) text += '/' + std::to_string(each.align_order);
  }
  return text;
}

TEST(CmaWorkload, ReleasesAreMatchedByPagesNotByBlocks) {
  const CmaWorkload workload = of_trace(test_data("samples/trace/cma-trace-linux-6.12.txt"), "linux,cma");
  // The last request of this pool was longer than it: no event tells its end, only that its thread went on.
  EXPECT_EQ(words(workload), "+0:300 +1:17 -1@0:17 -0@0:83 ?99999");
  EXPECT_TRUE(workload.has_times);
  EXPECT_EQ(workload.operations[3].microseconds, 1465756U);
  EXPECT_EQ(workload.operations[3].line, 22U);
  EXPECT_EQ(workload.refused, 1U);
  EXPECT_EQ(workload.unfinished, 0U);
}

TEST(CmaWorkload, ARequestUnderWayAtTheEndIsLeftOut) {
  const CmaWorkload workload = of_trace(test_data("samples/trace/cma-trace-linux-6.12.txt"), "vpu@50000000");
  EXPECT_EQ(words(workload), "+0:5 +1:1");
  EXPECT_EQ(workload.unfinished, 1U);
}

TEST(CmaWorkload, RefusedRequestsAreAskedForAgainOrLeftOut) {
  const std::string text = test_data("samples/trace/cma-trace-dmaheap-linux-6.1.txt");
  EXPECT_EQ(words(of_trace(text, "linux,cma")), "+0:768/8 ?7680/8 -0@0:768");
  EXPECT_EQ(words(of_trace(text, "linux,cma", RefusedRequests::LeftOut)), "+0:768/8 -0@0:768");
  EXPECT_EQ(of_trace(text, "linux,cma", RefusedRequests::LeftOut).refused, 1U);
}

TEST(CmaWorkload, WhatIsReleasedWithoutHavingBeenAllocatedWasHeldBeforeByAddress) {
  const CmaWorkload workload = of_trace(
      "x-1 [0] 1.000001: cma_alloc: pfn=10 page=1 count=64 align=6\n"
      "x-1 [0] 1.000002: cma_release: pfn=30 page=1 count=40\n"
      "x-1 [0] 1.000003: cma_release: pfn=8 page=1 count=4\n",
      "");
  // 0x30 to 0x4f are of the block of 0x10 to 0x4f; 0x50 to 0x57 and 0x8 to 0xb were there before.
  EXPECT_EQ(words(workload), "+2:4 +1:8 +0:64/6 -0@32:32 -1@0:8 -2@0:4");
  EXPECT_EQ(workload.held_before, Pages{12});
  EXPECT_EQ(workload.operations[0].microseconds, 1000001U);
}

TEST(CmaWorkload, APageThatIsAllocatedAgainWasReleasedInAnEventThatWasLost) {
  const CmaWorkload workload = of_trace(
      "CPU:0 [LOST 1 EVENTS]\n"
      "x-1 [0] 1.000001: cma_alloc: pfn=10 page=1 count=8 align=0\n"
      "x-1 [0] 1.000002: cma_alloc: pfn=14 page=1 count=2 align=0\n",
      "");
  EXPECT_EQ(words(workload), "+0:8 -0@4:2 +1:2");
  EXPECT_EQ(workload.lost, 1U);
}

TEST(CmaWorkload, APoolThatIsNotInTheTraceAsksForNothing) {
  EXPECT_EQ(words(of_trace(test_data("samples/trace/cma-trace-linux-6.12.txt"), "gpu")), "");
}

TEST(CmaWorkload, AWrittenAllocationIsAlignedAsTheDmaApiWould) {
  const auto steps = parse_cma_script(
      "alloc 3M id=a\nalloc 20K id=b\nalloc 64K id=c align=4K\nalloc 1 id=d align=128K\nfree id=b\nalloc 12K\nfree "
      "5000\n",
      "script");
  ASSERT_TRUE(steps) << to_string(steps.error());
  const CmaWorkload workload = cma_workload(*steps, kib(4));
  EXPECT_EQ(words(workload), "+0:768/8 +1:5/3 +2:16 +3:1/5 -1@0:5 any:3 last:2");
  EXPECT_FALSE(workload.has_times);
  EXPECT_EQ(workload.operations[4].microseconds, 4U);
  EXPECT_EQ(workload.operations[4].line, 5U);
  EXPECT_EQ(words(cma_workload(*steps, kib(64))), "+0:48/6 +1:1 +2:1 +3:1/1 -1@0:1 any:1 last:1");
}

}  // namespace
}  // namespace rampart
