#include "analyses/verify/image_placing.h"

#include <algorithm>

namespace rampart {

std::optional<PhysRange> ImagePlacing::place(Bytes size, std::uint64_t alignment, std::uint64_t from,
                                             std::uint64_t end) {
  const std::uint64_t anywhere = banks_.front().base().value;
  for (const bool avoids_kept : {true, false}) {
    for (const std::uint64_t low : {from, anywhere}) {
      const auto range = find(size, alignment, low, avoids_kept);
      if (!range || range->last().value >= end) continue;
      take(*range);
      return range;
    }
  }
  return std::nullopt;
}

std::optional<PhysRange> ImagePlacing::find(Bytes size, std::uint64_t alignment, std::uint64_t from,
                                            bool avoids_kept) const {
  for (const PhysRange& bank : banks_) {
    std::uint64_t at = rounded_up(std::max(from, bank.base().value), alignment);
    while (const auto range = PhysRange::make({at}, size)) {
      if (range->last() > bank.last()) break;
      const auto conflict = conflict_with(*range, avoids_kept);
      if (!conflict) return range;
      if (conflict->last().value == UINT64_MAX) break;
      at = rounded_up(conflict->last().value + 1, alignment);
    }
  }
  return std::nullopt;
}

std::optional<PhysRange> ImagePlacing::conflict_with(const PhysRange& range, bool avoids_kept) const {
  const auto overlaps = [&](const PhysRange& other) { return other.overlaps(range); };
  if (const auto found = std::ranges::find_if(taken_, overlaps); found != taken_.end()) return *found;
  if (!avoids_kept) return std::nullopt;
  const auto found = std::ranges::find_if(kept_, overlaps);
  return found == kept_.end() ? std::nullopt : std::optional{*found};
}

}  // namespace rampart
