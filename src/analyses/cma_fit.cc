#include "analyses/cma_fit.h"

#include <algorithm>
#include <bit>

namespace rampart {
namespace {

/// A request in the bits of a bitmap. Addition may wrap for page frame numbers near 2^64, which no machine has; all
/// comparisons are of differences, so that a wrong number gives a wrong place and nothing worse.
class Grid {
 public:
  Grid(const CmaFreeSpace& space, unsigned alignment_order)
      : order_{space.order_per_bit}, base_bit_{space.base_pfn >> order_} {
    // An alignment below that of a bit is none.
    if (alignment_order > order_) mask_ = (std::uint64_t{1} << (alignment_order - order_)) - 1;
  }

  std::uint64_t bits(Pages pages) const {
    const std::uint64_t below = (std::uint64_t{1} << order_) - 1;
    return (pages.value >> order_) + ((pages.value & below) != 0 ? 1 : 0);
  }
  Pages pages(std::uint64_t bits) const { return {bits << order_}; }
  std::uint64_t step() const { return mask_ + 1; }

  /// The free bits of a run from its first aligned one on; empty if it has none.
  struct Room {
    std::uint64_t first;
    std::uint64_t count;
  };
  Room room(const PageRun& run) const {
    const std::uint64_t first = run.first.value >> order_;
    const std::uint64_t skipped = (0 - (base_bit_ + first)) & mask_;
    const std::uint64_t count = run.count.value >> order_;
    return {first + skipped, count > skipped ? count - skipped : 0};
  }

 private:
  unsigned order_;
  std::uint64_t base_bit_;
  std::uint64_t mask_ = 0;
};

}  // namespace

unsigned dma_alignment_order(Pages count, unsigned cap) {
  const unsigned order = count.value <= 1 ? 0 : static_cast<unsigned>(std::bit_width(count.value - 1));
  return std::min(order, cap);
}

std::optional<Pages> first_fit(const CmaFreeSpace& space, const CmaRequest& request) {
  const Grid grid{space, request.alignment_order};
  const std::uint64_t wanted = grid.bits(request.count);
  for (const PageRun& run : space.runs) {
    const auto room = grid.room(run);
    if (room.count >= wanted) return grid.pages(room.first);
  }
  return std::nullopt;
}

std::optional<PageRun> largest_fit(const CmaFreeSpace& space, unsigned alignment_order) {
  const Grid grid{space, alignment_order};
  std::optional<PageRun> largest;
  for (const PageRun& run : space.runs) {
    const auto room = grid.room(run);
    const Pages count = grid.pages(room.count);
    if (room.count > 0 && (!largest || count > largest->count)) largest = PageRun{grid.pages(room.first), count};
  }
  return largest;
}

std::optional<PageRun> largest_dma_fit(const CmaFreeSpace& space, unsigned cap) {
  std::optional<PageRun> largest;
  for (unsigned order = 0; order <= cap && order < 64; ++order) {
    auto fit = largest_fit(space, order);
    if (!fit) break;
    // A longer request has a stricter alignment.
    if (order < cap) fit->count.value = std::min(fit->count.value, std::uint64_t{1} << order);
    if (!largest || fit->count > largest->count) largest = fit;
  }
  return largest;
}

CmaUsable usable_for(const CmaFreeSpace& space, const CmaRequest& request) {
  const Grid grid{space, request.alignment_order};
  const std::uint64_t wanted = grid.bits(request.count);
  CmaUsable usable;
  for (const PageRun& run : space.runs) {
    usable.free.value += run.count.value;
    const auto room = grid.room(run);
    if (room.count < wanted) continue;
    // Places lie a step apart. Where a request is longer than a step they overlap and leave no gap.
    const std::uint64_t last = (room.count - wanted) / grid.step();
    const std::uint64_t covered = wanted >= grid.step() ? last * grid.step() + wanted : (last + 1) * wanted;
    usable.usable.value += grid.pages(covered).value;
    const std::uint64_t pitch = (wanted + grid.step() - 1) / grid.step() * grid.step();
    usable.count += (room.count - wanted) / pitch + 1;
  }
  return usable;
}

}  // namespace rampart
