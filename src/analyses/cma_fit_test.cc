#include "analyses/cma_fit.h"

#include <gtest/gtest.h>
#include <random>

namespace rampart {
namespace {

/// 4 KiB pages from 0x5c000000 on, whose first page frame is a multiple of 2^14.
CmaFreeSpace from_aligned_base(std::vector<PageRun> runs) { return {.base_pfn = 0x5c000, .runs = std::move(runs)}; }

PageRun run(std::uint64_t first, std::uint64_t count) { return {{first}, {count}}; }

TEST(CmaFit, TheLowestRunThatIsLongEnoughIsTaken) {
  const CmaFreeSpace space = from_aligned_base({run(0, 3), run(10, 4), run(100, 200)});
  EXPECT_EQ(first_fit(space, {{4}, 0}), Pages{10});
  EXPECT_EQ(first_fit(space, {{5}, 0}), Pages{100});
  EXPECT_EQ(first_fit(space, {{201}, 0}), std::nullopt);
}

TEST(CmaFit, APlaceIsAlignedByItsPageFrameNumberAndNotByItsPlaceInTheArea) {
  CmaFreeSpace space{.base_pfn = 0x5c003, .runs = {run(0, 64)}};
  EXPECT_EQ(first_fit(space, {{4}, 2}), Pages{1});  // page frame 0x5c004
  EXPECT_EQ(first_fit(space, {{4}, 4}), Pages{13});
}

TEST(CmaFit, ARunMayBeLongEnoughAndYetHaveNoAlignedPlace) {
  const CmaFreeSpace space = from_aligned_base({run(1, 300)});
  EXPECT_EQ(first_fit(space, {{256}, 0}), Pages{1});
  EXPECT_EQ(first_fit(space, {{256}, 8}), std::nullopt);
}

TEST(CmaFit, ARequestTakesWholeBits) {
  const CmaFreeSpace space{.base_pfn = 0, .order_per_bit = 2, .runs = {run(0, 4), run(8, 8)}};
  EXPECT_EQ(first_fit(space, {{4}, 0}), Pages{0});
  EXPECT_EQ(first_fit(space, {{5}, 0}), Pages{8});
  EXPECT_EQ(first_fit(space, {{5}, 3}), Pages{8});
  EXPECT_EQ(first_fit(space, {{9}, 0}), std::nullopt);
}

TEST(CmaFit, TheDmaApiAlignsByTheSizeRoundedUpAndNoFurtherThanTheCap) {
  EXPECT_EQ(dma_alignment_order({1}), 0);
  EXPECT_EQ(dma_alignment_order({2}), 1);
  EXPECT_EQ(dma_alignment_order({10}), 4);    // 40 KiB: 64 KiB
  EXPECT_EQ(dma_alignment_order({150}), 8);   // 600 KiB: 1 MiB
  EXPECT_EQ(dma_alignment_order({256}), 8);   // 1 MiB
  EXPECT_EQ(dma_alignment_order({2304}), 8);  // 9 MiB: 1 MiB, the cap
  EXPECT_EQ(dma_alignment_order({2304}, 12), 12);
  EXPECT_EQ(dma_alignment_order({150}, 4), 4);
}

TEST(CmaFit, TheLargestRequestShrinksWithItsAlignment) {
  const CmaFreeSpace space = from_aligned_base({run(1, 511), run(600, 500)});
  EXPECT_EQ(largest_fit(space, 0), run(1, 511));
  EXPECT_EQ(largest_fit(space, 3), run(8, 504));
  EXPECT_EQ(largest_fit(space, 8), run(768, 332));
  EXPECT_EQ(largest_fit(space, 11), std::nullopt);
}

TEST(CmaFit, OfEquallyLongPlacesTheLowestIsNamed) {
  EXPECT_EQ(largest_fit(from_aligned_base({run(4, 8), run(32, 8)}), 0), run(4, 8));
}

TEST(CmaFit, TheLargestBufferOfADriverHasTheAlignmentOfItsOwnSize) {
  // 200 pages would be aligned to 256, and no such place is free: 128 pages at 384 are the most.
  EXPECT_EQ(largest_dma_fit(from_aligned_base({run(300, 212)})), run(384, 128));
  EXPECT_EQ(largest_dma_fit(from_aligned_base({run(200, 400)})), run(256, 344));
  EXPECT_EQ(largest_dma_fit(from_aligned_base({run(3, 1)})), run(3, 1));
  EXPECT_EQ(largest_dma_fit({}), std::nullopt);
}

TEST(CmaFit, WhatLiesInTooShortRunsIsOfNoUse) {
  const CmaFreeSpace space = from_aligned_base({run(0, 64), run(128, 300)});
  EXPECT_EQ(usable_for(space, {{256}, 0}), (CmaUsable{{364}, {300}, 1}));
  EXPECT_EQ(usable_for(space, {{100}, 0}), (CmaUsable{{364}, {300}, 3}));
  EXPECT_EQ(usable_for(space, {{1}, 0}), (CmaUsable{{364}, {364}, 364}));
  EXPECT_EQ(usable_for(space, {{400}, 0}), (CmaUsable{{364}, {0}, 0}));
}

TEST(CmaFit, GapsBetweenAlignedPlacesAreOfNoUse) {
  // 3 pages at a multiple of 4: of every 4 pages one is left over.
  EXPECT_EQ(usable_for(from_aligned_base({run(0, 16)}), {{3}, 2}), (CmaUsable{{16}, {12}, 4}));
  // 6 pages at a multiple of 4: places 0, 4 and 8 overlap, and cover 0 to 13; two of them fit at once.
  EXPECT_EQ(usable_for(from_aligned_base({run(0, 16)}), {{6}, 2}), (CmaUsable{{16}, {14}, 2}));
}

TEST(CmaFit, NothingIsFoundInNothing) {
  EXPECT_EQ(first_fit({}, {{1}, 0}), std::nullopt);
  EXPECT_EQ(largest_fit({}, 0), std::nullopt);
  EXPECT_EQ(usable_for({}, {{1}, 0}), CmaUsable{});
}

/// The same questions put to every bit of a map, one by one.
struct Bits {
  std::vector<bool> held;
  std::uint64_t base_pfn;
  unsigned order;

  bool fits(std::uint64_t at, std::uint64_t count, unsigned alignment) const {
    if (at + count > held.size()) return false;
    if ((base_pfn + (at << order)) % (std::uint64_t{1} << std::max(alignment, order)) != 0) return false;
    for (std::uint64_t i = at; i < at + count; ++i) {
      if (held[i]) return false;
    }
    return true;
  }
  CmaFreeSpace space() const {
    CmaFreeSpace space{.base_pfn = base_pfn, .order_per_bit = order, .runs = {}};
    for (std::uint64_t i = 0; i < held.size(); ++i) {
      if (held[i]) continue;
      if (i > 0 && !held[i - 1]) {
        space.runs.back().count.value += std::uint64_t{1} << order;
      } else {
        space.runs.push_back({{i << order}, {std::uint64_t{1} << order}});
      }
    }
    return space;
  }
};

TEST(CmaFit, AnswersOfRandomMapsAreThoseOfASearchBitByBit) {
  std::mt19937 random{1};
  for (int round = 0; round < 400; ++round) {
    Bits bits{std::vector<bool>(1 + random() % 200), 0, static_cast<unsigned>(random() % 3)};
    bits.base_pfn = std::uint64_t{random() % 64} << bits.order;
    for (auto&& bit : bits.held) bit = random() % 4 == 0;
    const CmaRequest request{{1 + random() % 40}, static_cast<unsigned>(random() % 6)};
    const std::uint64_t wanted = (request.count.value + (1u << bits.order) - 1) >> bits.order;

    std::optional<Pages> first;
    std::uint64_t covered_to = 0;
    std::uint64_t next_free = 0;
    CmaUsable usable;
    for (std::uint64_t at = 0; at < bits.held.size(); ++at) {
      if (!bits.held[at]) usable.free.value += std::uint64_t{1} << bits.order;
      if (!bits.fits(at, wanted, request.alignment_order)) continue;
      if (!first) first = Pages{at << bits.order};
      usable.usable.value += (at + wanted - std::max(at, covered_to)) << bits.order;
      covered_to = at + wanted;
      if (at < next_free) continue;
      ++usable.count;
      next_free = at + wanted;
    }
    EXPECT_EQ(first_fit(bits.space(), request), first) << round;
    EXPECT_EQ(usable_for(bits.space(), request), usable) << round;
  }
}

}  // namespace
}  // namespace rampart
