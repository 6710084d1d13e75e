#include <algorithm>

#include "analyses/placement/conflict_graph.h"
#include "analyses/placement/greedy_placement.h"
#include "analyses/placement/placement.h"
#include "analyses/placement/placement_bound.h"

namespace rampart {
namespace {

template <typename OrderOf>
PlacementAnswer greedy_answer(const PlacementProblem& problem, OrderOf order_of) {
  PlacementAnswer answer;
  answer.offsets.resize(problem.blocks.size());
  const PeakLoad peak = peak_load(problem);
  answer.peak_load = peak.load;
  answer.peak_blocks = peak.blocks;
  const std::uint64_t unit = common_unit(problem);
  for (const ConflictGraph& graph : conflict_graphs(problem, unit)) {
    const PartPlacement part = GreedyPlacer{graph}.place(order_of(graph));
    for (BlockIndex i = 0; i < graph.count(); ++i) answer.offsets[graph.names[i]] = part.offsets[i] * unit;
    answer.height = std::max(answer.height, part.height * unit);
    answer.lower_bound = std::max(answer.lower_bound, section_bound(graph) * unit);
  }
  return answer;
}

}  // namespace

PlacementAnswer first_fit_in_time_order(const PlacementProblem& problem) {
  return greedy_answer(problem, [&](const ConflictGraph& graph) { return time_order(graph, problem); });
}

PlacementAnswer largest_first(const PlacementProblem& problem) {
  return greedy_answer(problem, [](const ConflictGraph& graph) { return size_order(graph); });
}

}  // namespace rampart
