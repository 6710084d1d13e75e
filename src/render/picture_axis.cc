#include "render/picture_axis.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace rampart {
namespace {

constexpr int readable_height = 10;      // px: enough to tell a pattern
constexpr std::uint64_t least_gain = 4;  // a scale that is not at least so much finer is not worth a break
constexpr int ample_height = 64;         // px: no region needs to be drawn larger than that to be seen
constexpr int least_broken_height = 68;  // px: holds the break sign, its words, and a strip on both sides
constexpr int most_broken_height = 140;
constexpr std::size_t scale_count = 251;

/// Scales that read well: 1, 2, 3, then 4, 5, 6 or 7 times a power of two.
constexpr std::uint64_t scale(std::size_t index) {
  if (index < 3) return index + 1;
  return (4 + (index - 3) % 4) << ((index - 3) / 4);
}

/// What may be drawn shorter than it is: memory without an owner that a reader looks for.
bool is_plain(const MemoryMap& map, const Span& span) {
  if (span.kind == Kind::Ram || span.kind == Kind::Hole || span.kind == Kind::Device) return true;
  return span.region && map.regions()[*span.region].attributes.anonymous;
}

/// The heights of pieces at different scales.
class Ruler {
 public:
  Ruler(std::vector<PhysRange> ranges, std::vector<bool> plain)
      : ranges_{std::move(ranges)}, plain_{std::move(plain)}, hairline_{hairline_for(ranges_.size())} {}

  std::size_t count() const { return ranges_.size(); }
  const PhysRange& range(std::size_t piece) const { return ranges_[piece]; }
  int hairline() const { return hairline_; }

  std::uint64_t natural(std::size_t piece, std::uint64_t per_pixel) const {
    return ranges_[piece].size().value / per_pixel;
  }
  bool breaks(std::size_t piece, std::uint64_t per_pixel, std::optional<int> cap) const {
    return cap && plain_[piece] && natural(piece, per_pixel) > static_cast<std::uint64_t>(*cap);
  }
  /// With `cap`, plain pieces are no higher than that. Bounded, so that sums stay far from overflow.
  int height(std::size_t piece, std::uint64_t per_pixel, std::optional<int> cap) const {
    if (breaks(piece, per_pixel, cap)) return *cap;
    const std::uint64_t bounded = std::min<std::uint64_t>(natural(piece, per_pixel), 1u << 20);
    return std::max(hairline_, static_cast<int>(bounded));
  }
  std::uint64_t total(std::uint64_t per_pixel, std::optional<int> cap) const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < count(); ++i) sum += static_cast<std::uint64_t>(height(i, per_pixel, cap));
    return sum;
  }
  /// The finest scale at which everything fits.
  std::uint64_t finest(int limit, std::optional<int> cap) const {
    std::size_t low = 0;
    std::size_t high = scale_count - 1;
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      if (total(scale(middle), cap) <= static_cast<std::uint64_t>(limit)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return scale(low);
  }
  /// The smallest piece that is never broken.
  Bytes smallest() const {
    Bytes least{UINT64_MAX};
    for (std::size_t i = 0; i < count(); ++i) {
      if (!plain_[i]) least = std::min(least, ranges_[i].size());
    }
    return least;
  }
  std::size_t broken_count(std::uint64_t per_pixel, int cap) const {
    std::size_t broken = 0;
    for (std::size_t i = 0; i < count(); ++i) broken += breaks(i, per_pixel, cap) ? 1u : 0u;
    return broken;
  }

 private:
  static int hairline_for(std::size_t pieces) { return pieces <= 400 ? 4 : pieces <= 1000 ? 3 : 2; }

  std::vector<PhysRange> ranges_;
  std::vector<bool> plain_;
  int hairline_;
};

std::vector<PhysRange> cut_at_all_changes(std::span<const MemoryMap* const> maps) {
  std::vector<std::uint64_t> firsts;
  std::optional<PhysAddr> highest;
  for (const MemoryMap* map : maps) {
    for (const Span& span : map->spans()) firsts.push_back(span.range.base().value);
    if (map->spans().empty()) continue;
    const PhysAddr last = map->spans().back().range.last();
    if (last.value != UINT64_MAX) firsts.push_back(last.value + 1);
    highest = std::max(highest.value_or(last), last);
  }
  std::ranges::sort(firsts);
  firsts.erase(std::unique(firsts.begin(), firsts.end()), firsts.end());
  std::vector<PhysRange> ranges;
  for (std::size_t i = 0; i < firsts.size(); ++i) {
    const std::uint64_t last = i + 1 < firsts.size() ? firsts[i + 1] - 1 : highest->value;
    // The address after the highest of all begins no piece.
    if (const auto range = PhysRange::from_first_last({firsts[i]}, {last})) ranges.push_back(*range);
  }
  return ranges;
}

/// For every piece, whether each map has nothing but plain memory there.
template <typename Plain>
std::vector<bool> plain_pieces(std::span<const MemoryMap* const> maps, const std::vector<PhysRange>& ranges,
                               Plain plain) {
  std::vector<bool> result(ranges.size(), true);
  for (const MemoryMap* map : maps) {
    auto span = map->spans().begin();
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      while (span != map->spans().end() && span->range.last() < ranges[i].base()) ++span;
      if (span == map->spans().end()) break;
      if (span->range.overlaps(ranges[i]) && !plain(*map, *span)) result[i] = false;
    }
  }
  return result;
}

/// In a map without reservations RAM is what one looks for, and only holes are broken.
Ruler make_ruler(std::span<const MemoryMap* const> maps) {
  std::vector<PhysRange> ranges = cut_at_all_changes(maps);
  std::vector<bool> plain = plain_pieces(maps, ranges, is_plain);
  if (std::ranges::find(plain, false) == plain.end()) {
    plain = plain_pieces(maps, ranges, [](const MemoryMap&, const Span& span) { return span.kind == Kind::Hole; });
  }
  return {std::move(ranges), std::move(plain)};
}

/// The finest scale with breaks, but none that would draw the smallest region larger than it needs.
std::uint64_t broken_scale(const Ruler& ruler, int height) {
  const std::uint64_t finest = ruler.finest(height, least_broken_height);
  const std::uint64_t ample = ruler.smallest().value / ample_height;
  for (std::size_t i = 0; i < scale_count; ++i) {
    if (scale(i) >= finest && scale(i) >= ample) return scale(i);
  }
  return finest;
}

/// Breaks take what height is left over: the higher they are, the fewer pieces need one.
int broken_height(const Ruler& ruler, std::uint64_t per_pixel, int height) {
  const auto limit = static_cast<std::uint64_t>(height);
  const std::uint64_t total = ruler.total(per_pixel, least_broken_height);
  const std::size_t broken = ruler.broken_count(per_pixel, least_broken_height);
  if (broken == 0 || total >= limit) return least_broken_height;
  const std::uint64_t more =
      std::min<std::uint64_t>((limit - total) / broken, most_broken_height - least_broken_height);
  return least_broken_height + static_cast<int>(more);
}

}  // namespace

Axis make_axis(std::span<const MemoryMap* const> maps, int height) {
  const Ruler ruler = make_ruler(maps);
  // Where lines alone would fill the axis, it grows, so that proportions remain to be seen.
  const int least = static_cast<int>(std::min<std::size_t>(ruler.count(), 1u << 24)) * ruler.hairline();
  height = std::max(height, least + least / 2);

  std::uint64_t per_pixel = ruler.finest(height, std::nullopt);
  std::optional<int> cap;
  if (ruler.smallest().value / per_pixel < readable_height) {
    const std::uint64_t with_breaks = broken_scale(ruler, height);
    if (with_breaks <= per_pixel / least_gain) {
      per_pixel = with_breaks;
      cap = broken_height(ruler, per_pixel, height);
    }
  }

  Axis axis{.pieces = {}, .per_pixel = {per_pixel}, .height = 0};
  for (std::size_t i = 0; i < ruler.count(); ++i) {
    const int piece_height = ruler.height(i, per_pixel, cap);
    axis.pieces.push_back({ruler.range(i), axis.height, piece_height, ruler.breaks(i, per_pixel, cap)});
    axis.height += piece_height;
  }
  return axis;
}

}  // namespace rampart
