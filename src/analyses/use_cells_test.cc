#include "analyses/use_cells.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace rampart {
namespace {

using State = Occupancy::State;

/// 4 free blocks, then used ones to the end of 1 KiB, but for a row that a paste lacks.
Region heap() {
  return {.range = *PhysRange::make({0x3fca0000}, kib(1)),
          .name = "heap",
          .kind = Kind::Heap,
          .origin = {},
          .occupancy = Occupancy{{16},
                                 {{State::Free, {64}},
                                  {State::Used, {448}},
                                  {State::Unknown, {256}},
                                  {State::Free, {64}},
                                  {State::Used, {192}}}}};
}

TEST(UseCells, ACellTellsWhatOfItIsUsedAndWhatIsNotKnown) {
  EXPECT_EQ(use_cells(*heap().occupancy, {256}),
            (std::vector<UseCell>{{{256}, {192}, {}}, {{256}, {256}, {}}, {{256}, {}, {256}}, {{256}, {192}, {}}}));
}

TEST(UseCells, TheLastCellMayBeShorter) {
  EXPECT_EQ(use_cells({{16}, {{State::Used, {32}}, {State::Free, {16}}}}, {32}),
            (std::vector<UseCell>{{{32}, {32}, {}}, {{16}, {}, {}}}));
}

TEST(UseCells, OfNothingThereIsNoCell) { EXPECT_TRUE(use_cells({{16}, {}}, {16}).empty()); }

TEST(UseCells, ACellIsTheLeastPowerOfTwoThatFits) {
  EXPECT_EQ(cell_for(kib(64), {16}, 1024), Bytes{64});
  EXPECT_EQ(cell_for({65537}, {16}, 1024), Bytes{128});
  EXPECT_EQ(cell_for({64}, {16}, 1024), Bytes{16});
  EXPECT_EQ(cell_for({UINT64_MAX}, {16}, 1), Bytes{std::uint64_t{1} << 63});
}

TEST(UseCells, TheFirstOfTheLongestFreeRunsIsTheOne) {
  EXPECT_EQ(longest_free_run(heap()), PhysRange::make({0x3fca0000}, {64}));
  Region full = heap();
  full.occupancy->runs = {{State::Used, kib(1)}};
  EXPECT_EQ(longest_free_run(full), std::nullopt);
  full.occupancy.reset();
  EXPECT_EQ(longest_free_run(full), std::nullopt);
}

TEST(UseCells, NoByteIsLostWhateverTheCell) {
  EXPECT_TRUE(rc::check("the cells hold what the runs hold", [] {
    const auto drawn = *rc::gen::container<std::vector<std::pair<int, std::uint64_t>>>(
        rc::gen::pair(rc::gen::inRange(0, 3), rc::gen::inRange<std::uint64_t>(1, 500)));
    const Bytes cell{*rc::gen::inRange<std::uint64_t>(1, 300)};
    Occupancy occupancy{{1}, {}};
    UseCell all;
    for (const auto& [state, size] : drawn) {
      occupancy.runs.push_back({static_cast<State>(state), {size}});
      all.size.value += size;
      if (static_cast<State>(state) == State::Used) all.used.value += size;
      if (static_cast<State>(state) == State::Unknown) all.unknown.value += size;
    }
    UseCell sum;
    for (const UseCell& each : use_cells(occupancy, cell)) {
      RC_ASSERT(each.size <= cell);
      RC_ASSERT(each.used.value + each.unknown.value <= each.size.value);
      sum.size.value += each.size.value;
      sum.used.value += each.used.value;
      sum.unknown.value += each.unknown.value;
    }
    RC_ASSERT(sum == all);
  }));
}

}  // namespace
}  // namespace rampart
