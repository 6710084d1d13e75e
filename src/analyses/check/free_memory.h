#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <rampart/model/range_set.h>

#include "analyses/check/check_input.h"

namespace rampart {

/// Where an allocation may lie: [low, end), and a multiple of what its base has to be.
struct Window {
  std::uint64_t low = 0;
  std::uint64_t end = UINT64_MAX;  ///< One past the last byte.
};

/// RAM that is not taken yet, as far as the declaration tells: what a kernel takes for itself is not in it, so that
/// what finds no room here finds none at boot. 4 KiB at address 0 are never given out.
class FreeMemory {
 public:
  explicit FreeMemory(RangeSet free) : free_{std::move(free)} {}

  /// The highest place for a run of `size`, as kernels look for one.
  std::optional<PhysRange> highest(Bytes size, Bytes alignment, Window window) const;
  /// The longest run inside the window, whatever its alignment.
  Bytes longest(Window window) const;
  bool touches(Window window) const { return longest(window).value != 0; }
  void take(const PhysRange& range);
  const RangeSet& ranges() const { return free_; }

 private:
  RangeSet free_;
};

/// RAM after `mem=`.
RangeSet ram_of(const CheckInput& input);

/// RAM without what is reserved before any dynamic region gets its place: static regions, what the boot loader put
/// into memory as far as it is known, and /memreserve/ where it comes first.
FreeMemory free_before_dynamic(const CheckInput& input);

/// One dynamic region and where it would go.
struct DynamicPlace {
  const CheckedNode* node;
  std::optional<PhysRange> place;  ///< Empty if there is no room.
};

/// Places the dynamic regions in the order of the tree and takes them from `free`. Nodes whose size or alignment is
/// malformed are left out; after `max_dynamic_places` the rest is.
std::vector<DynamicPlace> place_dynamic(const CheckInput& input, FreeMemory& free);
constexpr std::size_t max_dynamic_places = 128;

/// The windows that `alloc-ranges` open to a node, or one for all memory if it has none. A range past the end of
/// 32-bit addresses wraps on arm without LPAE, as in the kernel, and is left out.
std::vector<Window> windows_of(const CheckInput& input, const CheckedNode& node);

/// What the base of a dynamic node will be a multiple of; nothing if it states no power of two.
std::optional<Bytes> alignment_of(const CheckInput& input, const CheckedNode& node);

}  // namespace rampart
