#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace rampart {

/// What needs one contiguous range of addresses for a time. Sizes and offsets are in bytes, or in any one unit.
struct Block {
  std::uint64_t size{};   ///< At least 1.
  std::uint64_t lower{};  ///< Alive in [lower, upper); equal: no time of its own, only that of `alive_together`.
  std::uint64_t upper{};
  std::uint64_t alignment = 1;                ///< The offset is a multiple of it; at least 1, any number.
  std::optional<std::uint64_t> fixed_offset;  ///< Lies there and nowhere else; a multiple of the alignment.
  friend bool operator==(const Block&, const Block&) = default;
};

/// Static placement with lifetimes: an offset for each block, so that no two that are alive together overlap, and
/// the highest end is low. Two blocks are alive together if their time spans meet, or one of the sets names both.
struct PlacementProblem {
  std::vector<Block> blocks;
  std::optional<std::uint64_t> capacity;  ///< Good enough; nothing: as low as can be.
  /// Sets of indices into `blocks`: a scenario with all that it holds, or a pair that may not overlap.
  std::vector<std::vector<std::size_t>> alive_together;
};

/// Many more would take more memory than a search is worth.
constexpr std::size_t max_placement_blocks = 8'192;

/// Why a problem makes no sense; nothing if it does.
struct PlacementFault {
  std::size_t block{};  ///< Index of the block at fault.
  std::string what;     ///< What is wrong, then in brackets what was expected.
  friend bool operator==(const PlacementFault&, const PlacementFault&) = default;
};

/// The first fault: more blocks than the most, a size or an alignment of 0, a span that ends before it begins, a fixed
/// offset off its alignment, two fixed blocks that are alive together and overlap, an index past the blocks, sizes,
/// alignments and fixed offsets that add up to more than 2^62.
std::optional<PlacementFault> placement_fault(const PlacementProblem& problem);

struct PlacementAnswer {
  std::vector<std::uint64_t> offsets;    ///< Of each block, in the order of the problem. Always a valid placement.
  std::uint64_t height{};                ///< The highest end.
  std::uint64_t lower_bound{};           ///< No placement is lower: proven.
  std::uint64_t peak_load{};             ///< The largest sum of sizes alive together.
  std::vector<std::size_t> peak_blocks;  ///< Those that make the peak, in order: the set of demands that conflicts.
  std::uint64_t steps{};                 ///< How much was searched; the same on every machine if no deadline struck.

  /// Nothing lower exists.
  bool proven() const { return height == lower_bound; }
  friend bool operator==(const PlacementAnswer&, const PlacementAnswer&) = default;
};

/// When to give up. Whatever strikes first; what was best until then is the answer.
struct PlacementLimits {
  std::uint64_t steps = UINT64_MAX;  ///< A step places or moves one block: a few microseconds.
  std::function<bool()> is_over;     ///< Asked every few hundred steps; empty: no deadline.
  /// Told of every better answer, the first included, with the bound that is proven so far.
  std::function<void(const PlacementAnswer&)> on_better;
};

/// Searches until nothing lower exists, the height is at most the capacity or is proven to be more than it, or a limit
/// strikes. The problem must have no fault. Deterministic but for `is_over`.
PlacementAnswer place(const PlacementProblem& problem, const PlacementLimits& limits);

/// As an allocator would without knowing what comes: in the order of `lower`, each at the lowest place that is free.
PlacementAnswer first_fit_in_time_order(const PlacementProblem& problem);
/// The largest first, each at the lowest place that is free.
PlacementAnswer largest_first(const PlacementProblem& problem);

/// Whether offsets are a placement: fixed offsets and alignments kept, no two alive together overlap.
bool is_placement(const PlacementProblem& problem, const std::vector<std::uint64_t>& offsets);

}  // namespace rampart
