#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "analyses/placement/conflict_graph.h"
#include "analyses/placement/placement.h"

namespace rampart {
namespace {

constexpr std::uint64_t largest_placement_sum = std::uint64_t{1} << 62;

std::optional<std::string> placement_block_fault(const Block& block) {
  if (block.size == 0) return "size 0 (expected at least 1)";
  if (block.alignment == 0) return "alignment 0 (expected at least 1)";
  if (block.upper < block.lower) {
    return fmt::format("alive from {} to {} (expected an end that is not before the beginning)", block.lower,
                       block.upper);
  }
  if (block.fixed_offset && *block.fixed_offset % block.alignment != 0) {
    return fmt::format("fixed at {} (expected a multiple of {})", *block.fixed_offset, block.alignment);
  }
  return std::nullopt;
}

/// The first block at which what could be needed passes the largest sum.
std::optional<std::size_t> first_block_too_large(const PlacementProblem& problem) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < problem.blocks.size(); ++i) {
    const Block& block = problem.blocks[i];
    for (const std::uint64_t part : {block.size, block.alignment, block.fixed_offset.value_or(0)}) {
      if (part > largest_placement_sum - sum) return i;
      sum += part;
    }
  }
  return std::nullopt;
}

/// Two blocks of a section that overlap in addresses, the later by index first; blocks without an offset are not asked.
struct PlacementClash {
  std::size_t block;
  std::size_t other;
};
template <typename OffsetOf>
std::optional<PlacementClash> first_placement_clash(const PlacementProblem& problem, OffsetOf offset_of) {
  std::vector<std::pair<std::uint64_t, BlockIndex>> held;
  for (const auto& section : sections_of(problem)) {
    held.clear();
    for (const BlockIndex block : section) {
      if (const auto offset = offset_of(block)) held.emplace_back(*offset, block);
    }
    std::ranges::sort(held);
    for (std::size_t i = 1; i < held.size(); ++i) {
      const auto [offset, block] = held[i - 1];
      if (held[i].first - offset >= problem.blocks[block].size) continue;
      return PlacementClash{std::max(block, held[i].second), std::min(block, held[i].second)};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<PlacementFault> placement_fault(const PlacementProblem& problem) {
  if (problem.blocks.size() > max_placement_blocks) {
    return PlacementFault{max_placement_blocks,
                          fmt::format("too many blocks (expected {} at most)", max_placement_blocks)};
  }
  for (std::size_t i = 0; i < problem.blocks.size(); ++i) {
    if (auto what = placement_block_fault(problem.blocks[i])) return PlacementFault{i, std::move(*what)};
  }
  if (const auto block = first_block_too_large(problem)) {
    return PlacementFault{*block, "sizes, alignments and fixed offsets too large (expected 2^62 in sum at most)"};
  }
  for (const auto& set : problem.alive_together) {
    for (const std::size_t block : set) {
      if (block >= problem.blocks.size()) {
        return PlacementFault{block, fmt::format("no such block (expected an index below {})", problem.blocks.size())};
      }
    }
  }
  const auto clash =
      first_placement_clash(problem, [&](BlockIndex block) { return problem.blocks[block].fixed_offset; });
  if (!clash) return std::nullopt;
  return PlacementFault{clash->block,
                        fmt::format("fixed where block {} lies, which is alive at the same time (expected "
                                    "fixed offsets that do not overlap)",
                                    clash->other)};
}

bool is_placement(const PlacementProblem& problem, const std::vector<std::uint64_t>& offsets) {
  if (offsets.size() != problem.blocks.size()) return false;
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    const Block& block = problem.blocks[i];
    if (offsets[i] % block.alignment != 0 || offsets[i] != block.fixed_offset.value_or(offsets[i])) return false;
  }
  return !first_placement_clash(problem, [&](BlockIndex block) { return std::optional{offsets[block]}; });
}

}  // namespace rampart
