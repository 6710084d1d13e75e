#include "analyses/placement/greedy_placement.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace rampart {
namespace {

std::vector<BlockIndex> all_blocks_of(const ConflictGraph& graph) {
  std::vector<BlockIndex> order(graph.count());
  std::iota(order.begin(), order.end(), BlockIndex{0});
  return order;
}

}  // namespace

std::uint64_t height_of(const ConflictGraph& graph, std::span<const std::uint64_t> offsets) {
  std::uint64_t height = 0;
  for (std::size_t i = 0; i < offsets.size(); ++i) height = std::max(height, offsets[i] + graph.sizes[i]);
  return height;
}

std::uint64_t GreedyPlacer::lowest_place(BlockIndex block, std::span<const std::uint64_t> offsets) {
  held_.clear();
  for (const BlockIndex other : graph_.neighbours[block]) {
    if (is_placed_[other]) held_.push_back({offsets[other], offsets[other] + graph_.sizes[other]});
  }
  std::ranges::sort(held_, {}, &Held::begin);
  const std::uint64_t size = graph_.sizes[block];
  std::uint64_t place = 0;
  for (const Held& held : held_) {
    if (held.begin >= place + size) break;
    if (held.end > place) place = aligned_up(held.end, graph_.alignments[block]);
  }
  return place;
}

PartPlacement GreedyPlacer::place(std::span<const BlockIndex> order, std::uint64_t limit) {
  PartPlacement placement{std::vector<std::uint64_t>(graph_.count()), 0};
  is_placed_.assign(graph_.count(), false);
  if (!graph_.is_plain) {
    for (BlockIndex i = 0; i < graph_.count(); ++i) {
      if (!graph_.fixed[i]) continue;
      placement.offsets[i] = *graph_.fixed[i];
      is_placed_[i] = true;
      placement.height = std::max(placement.height, *graph_.fixed[i] + graph_.sizes[i]);
    }
  }
  for (const BlockIndex block : order) {
    if (is_placed_[block]) continue;
    const std::uint64_t offset = lowest_place(block, placement.offsets);
    placement.offsets[block] = offset;
    is_placed_[block] = true;
    placement.height = std::max(placement.height, offset + graph_.sizes[block]);
    if (placement.height > limit) return {};
  }
  return placement;
}

std::vector<BlockIndex> time_order(const ConflictGraph& graph, const PlacementProblem& problem) {
  auto order = all_blocks_of(graph);
  std::ranges::stable_sort(order, {}, [&](BlockIndex block) { return problem.blocks[graph.names[block]].lower; });
  return order;
}

std::vector<BlockIndex> size_order(const ConflictGraph& graph) {
  auto order = all_blocks_of(graph);
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](BlockIndex block) { return graph.sizes[block]; });
  return order;
}

std::vector<BlockIndex> area_order(const ConflictGraph& graph) {
  auto order = all_blocks_of(graph);
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](BlockIndex block) {
    return static_cast<double>(graph.sizes[block]) * static_cast<double>(graph.sections_of[block].size());
  });
  return order;
}

void let_fall(const ConflictGraph& graph, PartPlacement& placement) {
  // In the order of offsets everything that a block can land on has landed already.
  auto order = all_blocks_of(graph);
  std::ranges::stable_sort(order, {}, [&](BlockIndex block) { return placement.offsets[block]; });
  GreedyPlacer placer{graph};
  PartPlacement fallen = placer.place(order, placement.height);
  if (!fallen.offsets.empty()) placement = std::move(fallen);
}

}  // namespace rampart
