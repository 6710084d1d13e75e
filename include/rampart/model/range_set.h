#pragma once

#include <vector>

#include <rampart/model/phys_range.h>

namespace rampart {

/// A set of physical addresses, kept as sorted ranges that neither overlap nor touch.
class RangeSet {
 public:
  RangeSet() = default;
  explicit RangeSet(std::vector<PhysRange> ranges);

  const std::vector<PhysRange>& ranges() const { return ranges_; }
  bool empty() const { return ranges_.empty(); }
  /// The number of addresses; 2^64 - 1 where it would pass that.
  Bytes size() const;

  RangeSet united(const RangeSet& other) const;
  RangeSet intersected(const RangeSet& other) const;
  RangeSet without(const RangeSet& other) const;
  friend bool operator==(const RangeSet&, const RangeSet&) = default;

 private:
  std::vector<PhysRange> ranges_;
};

}  // namespace rampart
