#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include <rampart/base/units.h>

namespace rampart {

/// Physical addresses [base, base + size): never empty, never wrapping.
class PhysRange {
 public:
  /// Returns nothing if `size` is zero or the range would pass 2^64 - 1.
  static constexpr std::optional<PhysRange> make(PhysAddr base, Bytes size) {
    if (size.value == 0 || size.value - 1 > UINT64_MAX - base.value) return std::nullopt;
    return PhysRange{base, size};
  }
  /// From both ends, the last address included. Returns nothing if `last` is below `first`, or if the range is all
  /// 2^64 addresses, whose size no 64-bit count can hold.
  static constexpr std::optional<PhysRange> from_first_last(PhysAddr first, PhysAddr last) {
    if (last < first) return std::nullopt;
    return make(first, {last.value - first.value + 1});
  }
  constexpr PhysAddr base() const { return base_; }
  constexpr Bytes size() const { return size_; }
  /// The last address inside; there is no end(), because 2^64 is no address.
  constexpr PhysAddr last() const { return {base_.value + (size_.value - 1)}; }
  constexpr bool contains(PhysAddr address) const { return base_ <= address && address <= last(); }
  constexpr bool contains(const PhysRange& other) const { return base_ <= other.base_ && other.last() <= last(); }
  constexpr bool overlaps(const PhysRange& other) const { return base_ <= other.last() && other.base_ <= last(); }
  /// The addresses in both, or nothing.
  constexpr std::optional<PhysRange> intersection(const PhysRange& other) const {
    const PhysAddr first = base_ < other.base_ ? other.base_ : base_;
    const PhysAddr final = last() < other.last() ? last() : other.last();
    return from_first_last(first, final);
  }
  friend constexpr auto operator<=>(const PhysRange&, const PhysRange&) = default;  // by base, then by size

 private:
  constexpr PhysRange(PhysAddr base, Bytes size) : base_{base}, size_{size} {}
  PhysAddr base_;
  Bytes size_;
};

}  // namespace rampart
