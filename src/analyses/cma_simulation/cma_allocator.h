#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

#include "analyses/cma_simulation/hole_index.h"

namespace rampart {

/// Where a pool lies and how fine its bitmap is, as debugfs tells it: base_pfn, count, order_per_bit.
struct CmaGeometry {
  std::uint64_t base_pfn = 0;
  Pages count;
  unsigned order_per_bit = 0;  ///< A bit stands for 2^order_per_bit pages.
};

constexpr unsigned max_order_per_bit = 30;

/// The kernel's bitmap of a CMA pool. A request takes the lowest run of free bits whose page frame number is a multiple
/// of its alignment, always searched from the beginning (6.1, 6.12 and 7.2, mm/cma.c: cma_alloc, there
/// bitmap_find_next_zero_area_off). Pages that cannot be moved, for which a kernel tries the next place, are not in it.
class CmaAllocator {
 public:
  /// OutOfRange if the pool has no bit, more than HoleIndex::max_size of them, or an order above max_order_per_bit.
  static Result<CmaAllocator> make(const CmaGeometry& geometry);

  /// The first page frame of `count` pages (one at least) at a multiple of 2^align_order pages; nothing if there is no
  /// room. Whole bits are taken.
  std::optional<std::uint64_t> allocate(Pages count, unsigned align_order);
  /// Gives back pages that are held. Where a bit is several pages, it goes back with the first of them.
  void release(std::uint64_t pfn, Pages count);

  const CmaGeometry& geometry() const { return geometry_; }
  /// As debugfs's `used` and `maxchunk`: whole bits.
  Pages used() const { return {used_bits_ << geometry_.order_per_bit}; }
  Pages longest_free_run() { return {std::uint64_t{holes_.longest()} << geometry_.order_per_bit}; }
  /// The words of debugfs's `bitmap`: bit 0 of the first is the pool's first; those past the end are clear.
  std::vector<std::uint32_t> bitmap() const;

 private:
  CmaAllocator(const CmaGeometry& geometry, std::uint32_t bits)
      : geometry_{geometry}, holes_{bits, geometry.base_pfn >> geometry.order_per_bit} {}
  std::uint64_t bits_of(Pages count) const;

  CmaGeometry geometry_;
  HoleIndex holes_;
  std::uint64_t used_bits_ = 0;
};

}  // namespace rampart
