#include "analyses/cma_bitmap.h"

#include <gtest/gtest.h>

#include "analyses/use_cells.h"

namespace rampart {
namespace {

/// 1 MiB at 0x5c000000; free: 4 pages, 7 pages, 64 pages from page 128 on.
CmaView example() {
  CmaView view;
  CmaPoolView pool;
  pool.name = "pool";
  pool.base = PhysAddr{0x5c000000};
  pool.size = mib(1);
  pool.ranges.push_back(
      {*PhysRange::make({0x5c000000}, mib(1)), CmaFreeSpace{0x5c000, 0, {{{0}, {4}}, {{9}, {7}}, {{128}, {64}}}}});
  view.pools.push_back(pool);
  return view;
}

PhysRange place(std::uint64_t page, std::uint64_t count) {
  return *PhysRange::make({0x5c000000 + page * 4096}, {count * 4096});
}

TEST(CmaBitmap, FreeRunsAreCountedByTheirLengthInPowersOfTwo) {
  const CmaView view = example();
  const CmaBitmapReport report = bitmap_report(view.pools[0], view, {});
  EXPECT_EQ(
      report.runs,
      (std::vector<CmaRunClass>{
          {kib(16), 2, kib(44)}, {kib(32), 0, {}}, {kib(64), 0, {}}, {kib(128), 0, {}}, {kib(256), 1, kib(256)}}));
  EXPECT_EQ(report.longest_at, PhysAddr{0x5c080000});
}

TEST(CmaBitmap, TheLargestRequestIsToldForEveryAlignmentUpToTheFirstThatGrantsNothing) {
  CmaView view = example();
  view.pools[0].ranges[0].free->runs = {{{1}, {7}}};
  const CmaBitmapReport report = bitmap_report(view.pools[0], view, {});
  EXPECT_EQ(report.largest,
            (std::vector<CmaLargest>{
                {kib(4), place(1, 7)}, {kib(8), place(2, 6)}, {kib(16), place(4, 4)}, {kib(32), std::nullopt}}));
  EXPECT_EQ(report.largest_dma, place(4, 4));
}

TEST(CmaBitmap, ARequestIsAnsweredWithItsPlaceAndHowOftenItFits) {
  const CmaView view = example();
  const CmaAsked asked[] = {{kib(16)}, {kib(256)}, {kib(260)}, {kib(12), kib(4)}};
  const CmaBitmapReport report = bitmap_report(view.pools[0], view, asked);
  EXPECT_EQ(report.trials, (std::vector<CmaTrial>{{kib(16), kib(16), PhysAddr{0x5c000000}, 18},
                                                  {kib(256), kib(256), PhysAddr{0x5c080000}, 1},
                                                  {kib(260), kib(512), std::nullopt, 0},
                                                  {kib(12), kib(4), PhysAddr{0x5c000000}, 24}}));
}

TEST(CmaBitmap, OfAFullPoolNothingIsLargest) {
  CmaView view = example();
  view.pools[0].ranges[0].free->runs.clear();
  const CmaBitmapReport report = bitmap_report(view.pools[0], view, {});
  EXPECT_TRUE(report.runs.empty());
  EXPECT_EQ(report.largest, (std::vector<CmaLargest>{{kib(4), std::nullopt}}));
  EXPECT_EQ(report.largest_dma, std::nullopt);
  EXPECT_EQ(report.longest_at, std::nullopt);
}

std::vector<Bytes> held_in_cells(const CmaPoolRange& range, Bytes cell) {
  std::vector<Bytes> held;
  for (const UseCell& each : use_cells(occupancy_of(range, kib(4)), cell)) held.push_back(each.used);
  return held;
}

TEST(CmaBitmap, ACellHoldsWhatIsNotFreeInIt) {
  const CmaView view = example();
  const CmaPoolRange& range = view.pools[0].ranges[0];
  EXPECT_EQ(held_in_cells(range, kib(256)), (std::vector<Bytes>{kib(212), kib(256), Bytes{0}, kib(256)}));
  const auto fine = held_in_cells(range, kib(4));
  ASSERT_EQ(fine.size(), 256);
  EXPECT_EQ(fine[3], Bytes{0});
  EXPECT_EQ(fine[4], kib(4));
}

TEST(CmaBitmap, TheLastCellMayBeShorter) {
  CmaPoolRange range{*PhysRange::make({0x5c000000}, kib(40)), CmaFreeSpace{0x5c000, 0, {{{8}, {1}}}}};
  EXPECT_EQ(held_in_cells(range, kib(16)), (std::vector<Bytes>{kib(16), kib(16), kib(4)}));
}

}  // namespace
}  // namespace rampart
