#include "analyses/placement/placement_bound.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "analyses/placement/greedy_placement.h"

namespace rampart {
namespace {

/// Blocks whose offsets are all multiples of `alignment` each take whole multiples of it, but for the uppermost.
std::uint64_t aligned_load(const ConflictGraph& graph, std::span<const BlockIndex> section, std::uint64_t alignment) {
  std::uint64_t load = 0;
  std::uint64_t most_saved = 0;
  for (const BlockIndex block : section) {
    if (graph.alignments[block] % alignment != 0) continue;
    const std::uint64_t taken = aligned_up(graph.sizes[block], alignment);
    load += taken;
    most_saved = std::max(most_saved, taken - graph.sizes[block]);
  }
  return load - most_saved;
}

}  // namespace

PeakLoad peak_load(const PlacementProblem& problem) {
  PeakLoad peak;
  for (const auto& section : sections_of(problem)) {
    std::uint64_t load = 0;
    for (const BlockIndex block : section) load += problem.blocks[block].size;
    if (load > peak.load) peak = {load, {section.begin(), section.end()}};
  }
  return peak;
}

std::uint64_t section_bound(const ConflictGraph& graph) {
  std::uint64_t bound = 0;
  std::vector<std::uint64_t> alignments = graph.alignments;
  std::ranges::sort(alignments);
  alignments.erase(std::ranges::unique(alignments).begin(), alignments.end());
  for (SectionIndex i = 0; i < graph.section_count(); ++i) {
    const auto section = graph.blocks_in[i];
    for (const std::uint64_t alignment : alignments) bound = std::max(bound, aligned_load(graph, section, alignment));
    std::uint64_t common = 0;
    for (const BlockIndex block : section) common = std::gcd(common, graph.alignments[block]);
    if (common > 1) bound = std::max(bound, aligned_load(graph, section, common));
    bound = std::max(bound, aligned_load(graph, section, 1));
  }
  for (BlockIndex i = 0; i < graph.count(); ++i) {
    if (graph.fixed[i]) bound = std::max(bound, *graph.fixed[i] + graph.sizes[i]);
  }
  return bound;
}

}  // namespace rampart
