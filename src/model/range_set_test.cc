#include <bitset>
#include <cstdint>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <rampart/model/range_set.h>

namespace rampart {
namespace {

PhysRange range(std::uint64_t base, std::uint64_t size) { return *PhysRange::make({base}, {size}); }

TEST(RangeSet, RangesThatTouchBecomeOne) {
  EXPECT_EQ(RangeSet({range(0x2000, 0x1000), range(0x1000, 0x1000)}).ranges(), std::vector{range(0x1000, 0x2000)});
}

TEST(RangeSet, TheLastAddressIsAnAddressLikeAnyOther) {
  const RangeSet top{{range(UINT64_MAX - 0xfff, 0x1000)}};
  EXPECT_EQ(top.size(), kib(4));
  EXPECT_EQ(top.without(RangeSet{{range(UINT64_MAX, 1)}}).ranges(), std::vector{range(UINT64_MAX - 0xfff, 0xfff)});
}

TEST(RangeSet, AHoleInTheMiddleLeavesBothSides) {
  const RangeSet whole{{range(0, 100)}};
  EXPECT_EQ(whole.without(RangeSet{{range(40, 10)}}).ranges(), (std::vector{range(0, 40), range(50, 50)}));
}

/// The set as one bit an address, the naive way to say what it holds.
std::bitset<256> bits(const RangeSet& set) {
  std::bitset<256> all;
  for (const PhysRange& each : set.ranges()) {
    for (std::uint64_t at = each.base().value; at <= each.last().value; ++at) all.set(at);
  }
  return all;
}

RangeSet any_set() {
  const auto pairs = *rc::gen::container<std::vector<std::pair<std::uint64_t, std::uint64_t>>>(
      rc::gen::pair(rc::gen::inRange<std::uint64_t>(0, 200), rc::gen::inRange<std::uint64_t>(1, 56)));
  std::vector<PhysRange> ranges;
  for (const auto& [base, size] : pairs) ranges.push_back(range(base, size));
  return RangeSet{ranges};
}

TEST(RangeSet, SetOperationsAgreeWithOneBitAnAddress) {
  EXPECT_TRUE(rc::check([] {
    const RangeSet a = any_set();
    const RangeSet b = any_set();
    RC_ASSERT(bits(a.united(b)) == (bits(a) | bits(b)));
    RC_ASSERT(bits(a.intersected(b)) == (bits(a) & bits(b)));
    RC_ASSERT(bits(a.without(b)) == (bits(a) & ~bits(b)));
    RC_ASSERT(a.size().value == bits(a).count());
  }));
}

TEST(RangeSet, ResultsAreSortedAndNeverTouch) {
  EXPECT_TRUE(rc::check([] {
    const RangeSet all[] = {any_set().united(any_set()), any_set().without(any_set())};
    for (const RangeSet& set : all) RC_ASSERT(set == RangeSet{set.ranges()});
  }));
}

}  // namespace
}  // namespace rampart
