#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <rampart/model/phys_range.h>

namespace rampart {

/// The next multiple of `alignment`, or `value` itself if it is one.
constexpr std::uint64_t rounded_up(std::uint64_t value, std::uint64_t alignment) {
  return value / alignment * alignment + (value % alignment == 0 ? 0 : alignment);
}

/// Puts one image after the other where RAM is free, as a boot loader does.
class ImagePlacing {
 public:
  /// `kept` is what the tree reserves: it is avoided where there is room beside it.
  ImagePlacing(std::vector<PhysRange> banks, std::vector<PhysRange> kept)
      : banks_{std::move(banks)}, kept_{std::move(kept)} {}

  /// The lowest place at or above `from`, else anywhere, but wholly below `end`; it is taken then.
  std::optional<PhysRange> place(Bytes size, std::uint64_t alignment, std::uint64_t from,
                                 std::uint64_t end = std::numeric_limits<std::uint64_t>::max());
  void take(const PhysRange& range) { taken_.push_back(range); }

 private:
  std::optional<PhysRange> find(Bytes size, std::uint64_t alignment, std::uint64_t from, bool avoids_kept) const;
  std::optional<PhysRange> conflict_with(const PhysRange& range, bool avoids_kept) const;

  std::vector<PhysRange> banks_;
  std::vector<PhysRange> kept_;
  std::vector<PhysRange> taken_;
};

}  // namespace rampart
