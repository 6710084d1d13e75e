#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyses/placement/conflict_graph.h"
#include "analyses/placement/greedy_placement.h"
#include "analyses/placement/search_budget.h"

namespace rampart {

/// What a systematic search came to.
enum class SearchEnd {
  Found,       ///< There is a placement, and here it is.
  Impossible,  ///< Everything was looked at: there is none.
  GaveUp,      ///< Its steps ran out.
};

/// Systematic search for a placement below a height that is given, with an explicit stack.
///
/// Blocks are stacked up: every section has a floor, below which nothing comes any more. A step takes a section whose
/// floor only blocks that would leave no gap can rest on, and asks which one rests there, or none; the fewest answers
/// first. In any placement that was let fall every block rests on the bottom or on another, so that no placement is
/// missed. A floor rises to the lowest place that some block of its section can still have; a section whose blocks do
/// not fit above their floors any more ends the branch. What made it end is a set of sections, and decisions that
/// changed none of them are skipped on the way back.
class SkylineSearch {
 public:
  SkylineSearch(const ConflictGraph& graph, std::uint64_t target, std::uint64_t seed);

  /// Searches again and again from the beginning, each time for longer and with other preferences; what failed for good
  /// is remembered, also for the next call.
  SearchEnd run(std::uint64_t steps, SearchBudget& budget);
  std::uint64_t target() const { return target_; }
  /// After `Found`.
  PartPlacement placement() const;

 private:
  static constexpr BlockIndex none = UINT32_MAX;

  struct Change {
    std::uint64_t* value;
    std::uint64_t before;
  };
  using SectionSet = std::vector<std::uint64_t>;  ///< A bit for each section.
  struct Choice {
    SectionIndex section;
    std::vector<BlockIndex> blocks;  ///< `none` leaves the floor empty.
    std::size_t next = 0;
    BlockIndex placed = none;
    std::size_t mark = 0;
    std::uint64_t state = 0;
    SectionSet changed;  ///< By the answer that is tried now.
    SectionSet why;      ///< The answers that failed did so because of what these sections hold.
  };

  void set(std::uint64_t& value, std::uint64_t to) {
    changes_.push_back({&value, value});
    value = to;
  }
  void undo_to(std::size_t mark);
  void restart();
  SearchEnd run_once(std::uint64_t steps, SearchBudget& budget);
  bool raise_floor(SectionIndex section, std::uint64_t to);
  bool raise_base(BlockIndex block, std::uint64_t to);
  void touch(SectionIndex section);
  bool settle();
  bool settle_section(SectionIndex section);
  bool place(BlockIndex block);
  bool leave_empty(SectionIndex section);
  bool apply(Choice& choice);
  bool rests(BlockIndex block) const;
  bool is_flat(BlockIndex block) const { return level_count_[block] == graph_.sections_of[block].size(); }
  bool is_open(SectionIndex section) const;
  void count_candidates();
  void make_choice(Choice& choice);
  void order_blocks(Choice& choice);
  bool backtrack(bool is_own_failure);
  void remember_failure(std::uint64_t state);
  std::uint64_t state_hash() const;

  const ConflictGraph& graph_;
  std::uint64_t target_;
  SearchDice dice_;
  std::uint64_t runs_ = 0;
  unsigned preference_ = 0;

  std::vector<std::uint64_t> floor_;        ///< Of each section.
  std::vector<std::uint64_t> top_;          ///< Of each section: the end of the last block placed in it.
  std::vector<std::uint64_t> left_;         ///< Of each section: the sizes not yet placed.
  std::vector<std::uint64_t> base_;         ///< Of each block: the highest of its sections' floors, or more.
  std::vector<std::uint64_t> level_count_;  ///< Of each block: how many of its sections' floors are at its base.
  std::vector<std::vector<BlockIndex>>
      by_base_;                        ///< Of each section: its blocks, not yet placed ones by base or nearly.
  std::vector<std::uint64_t> offset_;  ///< Of each block that is placed.
  std::vector<std::uint8_t> is_placed_;
  std::vector<std::uint8_t> is_touched_;
  std::vector<SectionIndex> touched_;
  std::vector<Change> changes_;
  std::vector<Choice> path_;
  std::size_t depth_ = 0;
  std::size_t placed_count_ = 0;
  std::vector<std::uint32_t> candidates_;  ///< Of each section: how many could rest on its floor and leave no gap.
  std::vector<double> failures_;           ///< Of each section.
  std::vector<std::pair<double, BlockIndex>> ranked_;
  SectionSet conflict_;                                      ///< Why the branch that just ended has no placement.
  SectionSet* changed_ = nullptr;                            ///< Where changes are noted now.
  std::unordered_map<std::uint64_t, std::size_t> hopeless_;  ///< States, and where their reasons begin.
  std::vector<std::uint64_t> hopeless_reasons_;
};

}  // namespace rampart
