#include "analyses/heap_bench.h"

#include <gtest/gtest.h>
#include <numeric>

namespace rampart {
namespace {

TEST(HeapBench, PercentilesAreSamplesByTheirRank) {
  std::vector<std::uint64_t> samples(100);
  std::iota(samples.rbegin(), samples.rend(), 1);
  EXPECT_EQ(latency_of(samples), (Latency{50, 90, 99, 100}));
  EXPECT_EQ(latency_of({7}), (Latency{7, 7, 7, 7}));
  EXPECT_EQ(latency_of({30, 10, 20}), (Latency{20, 30, 30, 30}));
  EXPECT_EQ(latency_of({}), Latency{});
}

TEST(HeapBench, OverheadAndThroughputAreOfTheMedianCycle) {
  HeapBenchRow row{.size = mib(1), .library = {}, .bare = {}};
  EXPECT_EQ(row.overhead(), std::nullopt);
  EXPECT_EQ(row.throughput(), std::nullopt);
  row.library.cycle.p50 = 1'030'000;
  row.bare.cycle.p50 = 1'000'000;
  EXPECT_NEAR(row.overhead().value(), 0.03, 1e-9);
  EXPECT_NEAR(row.throughput().value(), 1048576 / 0.00103, 1);
}

}  // namespace
}  // namespace rampart
