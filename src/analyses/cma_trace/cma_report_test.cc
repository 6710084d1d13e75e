#include "analyses/cma_trace/cma_report.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

std::vector<CmaPoolReport> report(std::string_view text) {
  const auto trace = parse_cma_trace(text, "trace");
  EXPECT_TRUE(trace) << to_string(trace.error());
  return trace ? cma_report(cma_timeline(*trace)) : std::vector<CmaPoolReport>{};
}

/// Why the one request of a trace was refused.
std::string why(std::string_view text) {
  const auto pools = report(text);
  EXPECT_TRUE(pools.size() == 1 && pools.front().refusals.size() == 1);
  return pools.size() == 1 && pools.front().refusals.size() == 1 ? pools.front().refusals.front().why : "";
}

TEST(CmaReport, CountsCallsAndPagesOfEachPool) {
  const auto pools = report(test_data("samples/trace/cma-trace-linux-6.12.txt"));
  ASSERT_EQ(pools.size(), 2U);
  EXPECT_EQ(pools[0].name, "linux,cma");
  EXPECT_EQ(pools[0].allocations, 2U);
  EXPECT_EQ(pools[0].failures, 1U);
  EXPECT_EQ(pools[0].releases, 2U);
  EXPECT_EQ(pools[0].allocated, Pages{317});
  EXPECT_EQ(pools[0].released, Pages{100});
  EXPECT_EQ(pools[0].peak_held, Pages{317});
  EXPECT_EQ(pools[0].held, Pages{217});
  EXPECT_EQ(pools[0].refusals[0].held, Pages{217});
  EXPECT_EQ(pools[1].name, "vpu@50000000");
  EXPECT_EQ(pools[1].unfinished, 1U);
  EXPECT_EQ(pools[1].held, Pages{6});
}

TEST(CmaReport, TellsHowLongCallsTook) {
  const CmaLatency latency = report(test_data("samples/trace/cma-trace-linux-6.12.txt"))[0].latency;
  EXPECT_EQ(latency.count, 2U);
  EXPECT_EQ(latency.median, 378U);
  EXPECT_EQ(latency.p99, 10480U);
  EXPECT_EQ(latency.longest, 10480U);
}

TEST(CmaReport, WhoWasGivenMostComesFirst) {
  const auto pools = report(
      "a-1 [0] 1.000001: cma_alloc: pfn=10 page=1 count=4 align=0\n"
      "b-2 [0] 1.000002: cma_alloc: pfn=20 page=1 count=9 align=0\n"
      "a-1 [0] 1.000003: cma_alloc: pfn=30 page=1 count=4 align=0\n");
  ASSERT_EQ(pools[0].tasks.size(), 2U);
  EXPECT_EQ(pools[0].tasks[0].task, "b");
  EXPECT_EQ(pools[0].tasks[0].pages, Pages{9});
  EXPECT_EQ(pools[0].tasks[1].pid, 1U);
  EXPECT_EQ(pools[0].tasks[1].allocations, 2U);
}

TEST(CmaReport, WhatWasHeldBeforeTheTraceIsReleasedButWasNotHeld) {
  const auto pools = report(
      "a-1 [0] 1.000001: cma_alloc: pfn=10 page=1 count=4 align=0\n"
      "a-1 [0] 1.000002: cma_release: pfn=40 page=1 count=50\n");
  EXPECT_EQ(pools[0].released, Pages{50});
  EXPECT_EQ(pools[0].held, Pages{4});
}

TEST(CmaReport, SaysWhyARequestWasRefused) {
  const std::string start = "x-1 [000] ..... 1.000001: cma_alloc_start: name=a count=16 align=2\n";
  const std::string newer =
      "x-1 [000] ..... 1.000001: cma_alloc_start: name=a request_count=16 available_count=9 total_count=64 align=2\n";
  const std::string roomy =
      "x-1 [000] ..... 1.000001: cma_alloc_start: name=a request_count=16 available_count=20 total_count=64 align=2\n";
  const std::string retry = "x-1 [000] ..... 1.000002: cma_alloc_busy_retry: name=a pfn=0x10 page=1 count=16 align=2\n";
  const auto end = [](int error) {
    return "x-1 [000] ..... 1.000003: cma_alloc_finish: name=a pfn=0x0 page=0 count=16 align=2 errorno=" +
           std::to_string(error) + "\n";
  };
  EXPECT_EQ(why(start + end(-12)), "no free run is that long at this alignment");
  EXPECT_EQ(why(roomy + end(-16)), "no free run is that long at this alignment");
  EXPECT_EQ(why(newer + end(-16)), "only 9 pages are free");
  EXPECT_EQ(why(start + retry + end(-16)), "no place is left after 1 of which pages could not be moved");
  EXPECT_EQ(why(start + end(-4)), "a signal came while pages were moved out of the way");
  EXPECT_EQ(why(start + end(-22)), "error -22");
  EXPECT_EQ(why(start + start), "longer than the whole pool, or the pool is not active: it is not even tried");
}

TEST(CmaReport, ATraceWithoutEventsHasNoPools) { EXPECT_TRUE(report("# tracer: nop\n").empty()); }

}  // namespace
}  // namespace rampart
