#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>

#include <rampart/contiguous/chunk_allocator.h>

namespace rampart {
namespace {

constexpr Bytes page = kib(4);

std::unique_ptr<ChunkAllocator> make(std::string_view name, const ContiguousRegion& region) {
  const ChunkAllocators allocators;
  auto made = (*allocators.find(name))(region, page);
  EXPECT_TRUE(made) << made.error().what;
  return std::move(*made);
}

ContiguousRegion region_of(Bytes size, std::optional<PhysAddr> start = {}) {
  return {.name = "r", .size = size, .start = start};
}

/// 64 KiB with a hole of 16 KiB at 0, one of 4 KiB at 20 KiB, and the rest free.
std::unique_ptr<ChunkAllocator> with_two_holes(std::string_view name) {
  auto allocator = make(name, region_of(kib(64)));
  EXPECT_EQ(allocator->allocate(kib(16), page), kib(0));
  EXPECT_EQ(allocator->allocate(kib(4), page), kib(16));
  EXPECT_EQ(allocator->allocate(kib(4), page), kib(20));
  EXPECT_EQ(allocator->allocate(kib(4), page), kib(24));
  allocator->free(kib(0), kib(16));
  allocator->free(kib(20), kib(4));
  return allocator;
}

// ---- what each is for

TEST(FirstFit, TakesTheLowestHoleThatHoldsTheChunk) {
  const auto allocator = with_two_holes("first-fit");
  EXPECT_EQ(allocator->allocate(kib(4), page), kib(0));
}

TEST(BestFit, TakesTheSmallestHoleThatHoldsTheChunk) {
  const auto allocator = with_two_holes("best-fit");
  EXPECT_EQ(allocator->allocate(kib(4), page), kib(20));
  EXPECT_EQ(allocator->allocate(kib(4), page), kib(0));
}

TEST(BestFit, AHoleThatIsLargeEnoughButNotAlignedIsPassedOver) {
  const auto allocator = make("best-fit", region_of(kib(64)));
  ASSERT_EQ(allocator->allocate(kib(4), page), kib(0));
  ASSERT_EQ(allocator->allocate(kib(8), page), kib(4));
  ASSERT_EQ(allocator->allocate(kib(4), page), kib(12));
  allocator->free(kib(4), kib(8));
  EXPECT_EQ(allocator->allocate(kib(8), kib(8)), kib(16));
}

TEST(Fit, AlignmentIsThatOfTheAddress) {
  for (const std::string_view name : {"first-fit", "best-fit", "buddy"}) {
    const auto allocator = make(name, region_of(kib(64), PhysAddr{0x50003000}));
    EXPECT_EQ(allocator->allocate(kib(16), kib(16)), kib(4)) << name;
  }
}

TEST(Buddy, AChunkTakesABlockOfAPowerOfTwoAtAMultipleOfIt) {
  const auto allocator = make("buddy", region_of(kib(64)));
  EXPECT_EQ(allocator->allocate(kib(4), page), kib(0));
  EXPECT_EQ(allocator->allocate(kib(12), page), kib(16));
  EXPECT_EQ(allocator->allocate(kib(4), page), kib(4));
  EXPECT_EQ(allocator->allocate(kib(20), page), kib(32));
  EXPECT_EQ(allocator->allocate(kib(12), page), std::nullopt);  // 8 KiB are free at 8 KiB, and no more anywhere
  EXPECT_EQ(allocator->largest(), kib(8));
}

TEST(Buddy, ARegionOfAnySizeIsCutIntoTheLargestBlocksThatItHolds) {
  const auto allocator = make("buddy", region_of(kib(28)));
  EXPECT_EQ(allocator->largest(), kib(16));
  EXPECT_EQ(allocator->allocate(kib(16), page), kib(0));
  EXPECT_EQ(allocator->allocate(kib(8), page), kib(16));
  EXPECT_EQ(allocator->allocate(kib(4), page), kib(24));
  EXPECT_EQ(allocator->allocate(kib(4), page), std::nullopt);
}

TEST(Buddy, NoBlockIsSmallerThanItsParameterSays) {
  const auto allocator = make("buddy", {.name = "r", .size = kib(132), .parameters = "min=64K"});
  EXPECT_EQ(allocator->allocate(kib(4), page), kib(0));
  EXPECT_EQ(allocator->allocate(kib(4), page), kib(64));
  EXPECT_EQ(allocator->allocate(kib(4), page), std::nullopt);  // 4 KiB at the end are less than a block
}

TEST(Buddy, ParametersThatItDoesNotUnderstandAreRefused) {
  const ChunkAllocators allocators;
  for (const std::string parameters : {"min=3K", "min=", "min=1K", "max=4K", "min=4Kx", "min=99999999999G"}) {
    const auto made = (*allocators.find("buddy"))(
        {.name = "r", .size = mib(1), .allocator = "buddy", .parameters = parameters}, page);
    ASSERT_FALSE(made) << parameters;
    EXPECT_EQ(made.error().what, "r: buddy(" + parameters + ") (expected min= and a power of two of at least 4096)");
  }
}

TEST(ChunkAllocators, TheDefaultIsBestFitWhichThePatchesOf2010CallBf) {
  const ChunkAllocators allocators;
  EXPECT_EQ(allocators.names(), (std::vector<std::string>{"best-fit", "bf", "first-fit", "buddy"}));
  EXPECT_EQ(allocators.find(""), allocators.find("best-fit"));
  EXPECT_EQ(allocators.find("worst-fit"), nullptr);
}

TEST(ChunkAllocators, ANameIsTakenOnce) {
  ChunkAllocators allocators;
  EXPECT_EQ(allocators.add("buddy", *allocators.find("bf")).error().what,
            "allocator \"buddy\" (expected a name that is not taken)");
  EXPECT_EQ(allocators.add("", *allocators.find("bf")).error().what,
            "allocator \"\" (expected a name that is not taken)");
  EXPECT_TRUE(allocators.add("mine", *allocators.find("bf")));
  EXPECT_NE(allocators.find("mine"), nullptr);
}

// ---- what all keep

/// An allocator with the chunks that it gave, held against the promises of the interface at every step.
class Checked {
 public:
  Checked(std::string_view name, const ContiguousRegion& region) : region_{region}, allocator_{make(name, region)} {}

  void allocate(Bytes size, Bytes alignment) {
    const Bytes largest = allocator_->largest();
    const auto offset = allocator_->allocate(size, alignment);
    if (!offset) {
      RC_ASSERT(alignment > page || size > largest);  // `largest` is no less than it says
      RC_ASSERT(allocator_->largest() == largest);
      return;
    }
    RC_ASSERT(size <= largest);  // and no more
    RC_ASSERT(offset->value + size.value <= region_.size.value);
    RC_ASSERT((region_.start->value + offset->value) % alignment.value == 0);
    const auto above = chunks_.lower_bound(offset->value);
    RC_ASSERT(above == chunks_.end() || offset->value + size.value <= above->first);
    if (above != chunks_.begin()) RC_ASSERT(std::prev(above)->first + std::prev(above)->second <= offset->value);
    chunks_.emplace(offset->value, size.value);
  }

  void free_one(std::size_t index) {
    if (chunks_.empty()) return;
    const auto chunk = std::next(chunks_.begin(), static_cast<std::ptrdiff_t>(index % chunks_.size()));
    allocator_->free({chunk->first}, {chunk->second});
    chunks_.erase(chunk);
  }

  void free_all() {
    while (!chunks_.empty()) free_one(*rc::gen::arbitrary<std::size_t>());
  }

  /// The places of chunks of these sizes, one after the other; they stay.
  std::vector<std::optional<Bytes>> fill(const std::vector<Bytes>& sizes) {
    std::vector<std::optional<Bytes>> places;
    for (const Bytes size : sizes) places.push_back(allocator_->allocate(size, page));
    return places;
  }

 private:
  ContiguousRegion region_;
  std::unique_ptr<ChunkAllocator> allocator_;
  std::map<std::uint64_t, std::uint64_t> chunks_;  ///< Offset and size.
};

Bytes any_pages(std::uint64_t most) { return {*rc::gen::inRange<std::uint64_t>(1, most + 1) << 12}; }
Bytes any_alignment() { return {std::uint64_t{4096} << *rc::gen::inRange(0, 6)}; }

ContiguousRegion any_place() {
  const auto start = *rc::gen::inRange<std::uint64_t>(0, 64);
  return region_of(any_pages(128), PhysAddr{0x50000000 + (start << 12)});
}

void use(Checked& checked) {
  const auto steps = *rc::gen::inRange(0, 200);
  for (int i = 0; i < steps; ++i) {
    if (*rc::gen::inRange(0, 3) != 0) {
      checked.allocate(any_pages(24), any_alignment());
    } else {
      checked.free_one(*rc::gen::arbitrary<std::size_t>());
    }
  }
}

class EveryAllocator : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(, EveryAllocator, testing::Values("first-fit", "best-fit", "buddy"));

TEST_P(EveryAllocator, ChunksNeverOverlapAndAlignmentHolds) {
  EXPECT_TRUE(rc::check([] {
    Checked checked{GetParam(), any_place()};
    use(checked);
  }));
}

TEST_P(EveryAllocator, WhatIsFreedCoalescesToTheRegionAsItWas) {
  EXPECT_TRUE(rc::check([] {
    const ContiguousRegion region = any_place();
    Checked used{GetParam(), region};
    use(used);
    used.free_all();
    // It now does what a new one does, down to the last page.
    const auto sizes = *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(1, 128));
    std::vector<Bytes> wanted;
    for (const std::uint64_t size : sizes) wanted.push_back({size << 12});
    Checked fresh{GetParam(), region};
    RC_ASSERT(used.fill(wanted) == fresh.fill(wanted));
  }));
}

TEST_P(EveryAllocator, AFailedAllocationChangesNothing) {
  EXPECT_TRUE(rc::check([] {
    const ContiguousRegion region = any_place();
    const auto allocator = make(GetParam(), region);
    const auto twin = make(GetParam(), region);
    for (int i = *rc::gen::inRange(0, 40); i > 0; --i) {
      const Bytes size = any_pages(24);
      const Bytes alignment = any_alignment();
      RC_ASSERT(allocator->allocate(size, alignment) == twin->allocate(size, alignment));
      // Only one of the two is asked for what it cannot give.
      RC_ASSERT(allocator->allocate({region.size.value + page.value}, page) == std::nullopt);
      RC_ASSERT(allocator->allocate({allocator->largest().value + page.value}, page) == std::nullopt);
      RC_ASSERT(allocator->largest() == twin->largest());
    }
  }));
}

}  // namespace
}  // namespace rampart
