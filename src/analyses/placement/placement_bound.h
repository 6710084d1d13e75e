#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "analyses/placement/conflict_graph.h"

namespace rampart {

/// The fullest section of a problem: how full, and of what, in order.
struct PeakLoad {
  std::uint64_t load = 0;
  std::vector<std::size_t> blocks;
};
PeakLoad peak_load(const PlacementProblem& problem);

/// No placement of a part is lower, in its unit: the fullest section, with what alignments and fixed offsets waste in
/// it.
std::uint64_t section_bound(const ConflictGraph& graph);

}  // namespace rampart
