#include <algorithm>
#include <cstdint>

#include <rampart/model/range_set.h>

namespace rampart {
namespace {

/// True if `next`, which does not begin lower, overlaps or touches `before`.
bool joins(const PhysRange& before, const PhysRange& next) {
  return before.last().value == UINT64_MAX || next.base().value <= before.last().value + 1;
}

}  // namespace

RangeSet::RangeSet(std::vector<PhysRange> ranges) {
  std::ranges::sort(ranges);
  for (const PhysRange& range : ranges) {
    if (ranges_.empty() || !joins(ranges_.back(), range)) {
      ranges_.push_back(range);
      continue;
    }
    const PhysRange before = ranges_.back();
    const PhysAddr last = std::max(before.last(), range.last());
    // All 2^64 addresses fit no range: the very last one is then left out.
    const auto whole = PhysRange::from_first_last(before.base(), last);
    ranges_.back() = whole ? *whole : *PhysRange::make(before.base(), {UINT64_MAX});
  }
}

Bytes RangeSet::size() const {
  Bytes total;
  for (const PhysRange& range : ranges_) total = saturating_add(total, range.size());
  return total;
}

RangeSet RangeSet::united(const RangeSet& other) const {
  std::vector<PhysRange> all = ranges_;
  all.insert(all.end(), other.ranges_.begin(), other.ranges_.end());
  return RangeSet{std::move(all)};
}

RangeSet RangeSet::intersected(const RangeSet& other) const {
  RangeSet common;
  auto mine = ranges_.begin();
  auto theirs = other.ranges_.begin();
  while (mine != ranges_.end() && theirs != other.ranges_.end()) {
    if (const auto both = mine->intersection(*theirs)) common.ranges_.push_back(*both);
    if (mine->last() < theirs->last()) {
      ++mine;
    } else {
      ++theirs;
    }
  }
  return common;
}

RangeSet RangeSet::without(const RangeSet& other) const {
  RangeSet left;
  auto hole = other.ranges_.begin();
  for (const PhysRange& range : ranges_) {
    PhysAddr first = range.base();
    bool consumed = false;
    while (hole != other.ranges_.end() && hole->last() < first) ++hole;
    for (auto each = hole; !consumed && each != other.ranges_.end() && each->base() <= range.last(); ++each) {
      if (first < each->base()) left.ranges_.push_back(*PhysRange::from_first_last(first, {each->base().value - 1}));
      consumed = each->last() >= range.last();
      if (!consumed) first = {each->last().value + 1};
    }
    if (!consumed) left.ranges_.push_back(*PhysRange::from_first_last(first, range.last()));
  }
  return left;
}

}  // namespace rampart
