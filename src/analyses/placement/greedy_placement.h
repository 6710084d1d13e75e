#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyses/placement/conflict_graph.h"

namespace rampart {

/// Where the blocks of a part lie, in its unit.
struct PartPlacement {
  std::vector<std::uint64_t> offsets;
  std::uint64_t height = 0;
};

/// The highest end.
std::uint64_t height_of(const ConflictGraph& graph, std::span<const std::uint64_t> offsets);

/// `offset`, or the next multiple of `alignment`.
constexpr std::uint64_t aligned_up(std::uint64_t offset, std::uint64_t alignment) {
  return alignment == 1 ? offset : (offset + alignment - 1) / alignment * alignment;
}

/// Places blocks one after the other, each at the lowest free place. Keeps its memory between calls.
class GreedyPlacer {
 public:
  explicit GreedyPlacer(const ConflictGraph& graph) : graph_{graph}, is_placed_(graph.count()) {}

  /// `order` names every block once. Fixed blocks are placed before all others. Stops with an empty answer as soon as
  /// an end passes `limit`.
  PartPlacement place(std::span<const BlockIndex> order, std::uint64_t limit = UINT64_MAX);

 private:
  struct Held {
    std::uint64_t begin;
    std::uint64_t end;
  };
  std::uint64_t lowest_place(BlockIndex block, std::span<const std::uint64_t> offsets);

  const ConflictGraph& graph_;
  std::vector<bool> is_placed_;
  std::vector<Held> held_;
};

/// The order of `lower`, then that of the problem.
std::vector<BlockIndex> time_order(const ConflictGraph& graph, const PlacementProblem& problem);
/// The largest first, then in the order of the problem.
std::vector<BlockIndex> size_order(const ConflictGraph& graph);
/// The largest size times number of sections first.
std::vector<BlockIndex> area_order(const ConflictGraph& graph);

/// Moves blocks to the lowest free places, from the bottom up; the height gets no more.
void let_fall(const ConflictGraph& graph, PartPlacement& placement);

}  // namespace rampart
