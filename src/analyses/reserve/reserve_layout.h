#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/model/phys_range.h>

#include "analyses/check/check_input.h"
#include "analyses/reserve/reserve_plan.h"
#include "knowledge/firmware_region.h"

namespace rampart {

/// Carve-outs begin and end on a multiple of this, so that the rest of RAM can be mapped in large blocks.
constexpr Bytes carve_out_boundary = mib(1);

/// Something that has its place already.
struct PlacedRegion {
  std::string name;
  PhysRange range;
  std::optional<std::size_t> node;  ///< Index into `ReservedMemory::nodes`; empty: not of the tree's nodes.
  Bytes alignment;                  ///< To which it moves.
  FirmwareRegion firmware{};
  bool is_movable = false;  ///< A node with one entry of `reg`.
};

/// A region that has to make room.
struct RegionShift {
  std::size_t node;
  PhysRange from;
  PhysRange to;
};

/// Where everything of a setup stands, and what room there is.
class ReserveLayout {
 public:
  ReserveLayout(const CheckInput& input, const ReserveFacts& facts);

  /// The place of a node; null if the kernel finds it, or the node has several, or is disabled.
  const PlacedRegion* placed(std::size_t node) const;
  FirmwareRegion firmware_of(const ReservedNode& node) const;
  /// To which the base and size of a new or changed region have to be aligned.
  Bytes boundary(bool is_cma_pool) const { return is_cma_pool ? input_.granule : carve_out_boundary; }
  /// The first thing in the way of a range; null if it is free. `except` does not count.
  const PlacedRegion* in_the_way(const PhysRange& range, std::optional<std::size_t> except = {}) const;
  /// The lowest free place in RAM at or above `from`, else the lowest of all; nothing if there is none.
  std::optional<PhysAddr> free_place(Bytes size, Bytes alignment, PhysAddr from,
                                     std::optional<std::size_t> except = {}) const;
  /// What must move, and where to, if a node takes `range`, by address.
  Result<std::vector<RegionShift>> make_room(const PlacedRegion& grown, const PhysRange& range, bool force) const;
  /// Whether RAM is known, and a range is not all in it.
  bool leaves_ram(const PhysRange& range) const { return input_.ram_is_complete && !lies_in_ram(input_, range); }

 private:
  void add_nodes(const ReserveFacts& facts);
  void add_fixed(std::string name, const PhysRange& range);
  bool may_move(const PlacedRegion& region, bool force) const;
  Result<PhysRange> next_place(const PlacedRegion& region, PhysAddr from, bool force) const;

  const CheckInput& input_;
  const ReserveFacts& facts_;
  std::vector<PlacedRegion> regions_;  ///< By base, then by size.
};

/// The next multiple at or above; nothing past 2^64 - 1. The alignment is a power of two or any number above 0.
std::optional<std::uint64_t> rounded_up(std::uint64_t value, Bytes alignment);

}  // namespace rampart
