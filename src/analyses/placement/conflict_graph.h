#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analyses/placement/placement.h"

namespace rampart {

using BlockIndex = std::uint32_t;
using SectionIndex = std::uint32_t;

/// Lists of numbers, one after the other in one array.
class IndexLists {
 public:
  IndexLists() : begins_(1) {}
  explicit IndexLists(const std::vector<std::vector<std::uint32_t>>& lists);
  std::span<const std::uint32_t> operator[](std::size_t list) const {
    return std::span{values_}.subspan(begins_[list], begins_[list + 1] - begins_[list]);
  }
  std::size_t size() const { return begins_.size() - 1; }

 private:
  std::vector<std::uint32_t> values_;
  std::vector<std::size_t> begins_;
};

/// A part of a placement problem that can be solved on its own, in its own unit, in the form that searches want.
///
/// A section is a set of blocks that are all alive together: a moment between two events, or a set that was given. Only
/// sections that no other contains are kept; every conflict lies in at least one. Sections of moments are in the order
/// of time.
struct ConflictGraph {
  std::vector<std::size_t> names;  ///< The index of each block in the problem.
  std::vector<std::uint64_t> sizes;
  std::vector<std::uint64_t> alignments;
  std::vector<std::optional<std::uint64_t>> fixed;
  IndexLists sections_of;  ///< Of each block, ascending.
  IndexLists blocks_in;    ///< Of each section, ascending.
  IndexLists neighbours;   ///< Of each block: who it may not overlap, ascending.
  bool is_in_time = true;  ///< Every block is alive in a run of sections without a gap.
  bool is_plain = true;    ///< No fixed offset, and every alignment is 1.

  std::size_t count() const { return sizes.size(); }
  std::size_t section_count() const { return blocks_in.size(); }
};

/// The sections of a whole problem: sets of indices into its blocks.
std::vector<std::vector<std::uint32_t>> sections_of(const PlacementProblem& problem);

/// The parts that have no conflict between each other, in the order of their first blocks. Sizes, alignments and
/// offsets are divided by `unit`.
std::vector<ConflictGraph> conflict_graphs(const PlacementProblem& problem, std::uint64_t unit);

/// What divides every size, alignment and fixed offset; ends of blocks are multiples of it.
std::uint64_t common_unit(const PlacementProblem& problem);

}  // namespace rampart
