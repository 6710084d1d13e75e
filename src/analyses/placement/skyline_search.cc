#include "analyses/placement/skyline_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rampart {
namespace {

constexpr std::uint64_t steps_of_first_run = 1'000;
constexpr std::size_t most_hopeless_states = 250'000;     // about 10 MB
constexpr std::size_t most_words_of_reasons = 2'000'000;  // 16 MB

using SectionBits = std::vector<std::uint64_t>;

void add_section(SectionBits& set, SectionIndex section) { set[section / 64] |= std::uint64_t{1} << (section % 64); }

void add_sections(SectionBits& set, const SectionBits& other) {
  for (std::size_t i = 0; i < set.size(); ++i) set[i] |= other[i];
}

bool have_common_section(const SectionBits& first, const SectionBits& second) {
  for (std::size_t i = 0; i < first.size(); ++i) {
    if ((first[i] & second[i]) != 0) return true;
  }
  return false;
}

constexpr std::uint64_t mixed_bits(std::uint64_t value) {
  value = (value ^ (value >> 31)) * 0x9E3779B97F4A7C15;
  value = (value ^ (value >> 29)) * 0xBF58476D1CE4E5B9;
  return value ^ (value >> 32);
}

}  // namespace

SkylineSearch::SkylineSearch(const ConflictGraph& graph, std::uint64_t target, std::uint64_t seed)
    : graph_{graph}, target_{target}, dice_{seed}, failures_(graph.section_count(), 1.0) {
  for (SectionIndex i = 0; i < graph.section_count(); ++i) {
    by_base_.emplace_back(graph.blocks_in[i].begin(), graph.blocks_in[i].end());
  }
}

void SkylineSearch::undo_to(std::size_t mark) {
  while (changes_.size() > mark) {
    *changes_.back().value = changes_.back().before;
    changes_.pop_back();
  }
}

void SkylineSearch::restart() {
  const std::size_t sections = graph_.section_count();
  floor_.assign(sections, 0);
  top_.assign(sections, 0);
  left_.assign(sections, 0);
  for (SectionIndex i = 0; i < sections; ++i) {
    for (const BlockIndex block : graph_.blocks_in[i]) left_[i] += graph_.sizes[block];
  }
  base_.assign(graph_.count(), 0);
  level_count_.resize(graph_.count());
  for (BlockIndex i = 0; i < graph_.count(); ++i) level_count_[i] = graph_.sections_of[i].size();
  offset_.assign(graph_.count(), 0);
  is_placed_.assign(graph_.count(), 0);
  is_touched_.assign(sections, 0);
  candidates_.assign(sections, 0);
  conflict_.assign((sections + 63) / 64, 0);
  touched_.clear();
  changes_.clear();
  depth_ = 0;
  placed_count_ = 0;
  preference_ = static_cast<unsigned>(runs_++ % 4);
}

void SkylineSearch::touch(SectionIndex section) {
  add_section(*changed_, section);
  if (is_touched_[section] != 0) return;
  is_touched_[section] = 1;
  touched_.push_back(section);
}

bool SkylineSearch::raise_base(BlockIndex block, std::uint64_t to) {
  if (to <= base_[block]) return true;
  set(base_[block], to);
  set(level_count_[block], 0);
  if (graph_.fixed[block] && to > *graph_.fixed[block]) return false;
  for (const SectionIndex section : graph_.sections_of[block]) touch(section);
  return true;
}

bool SkylineSearch::raise_floor(SectionIndex section, std::uint64_t to) {
  set(floor_[section], to);
  touch(section);
  bool is_possible = true;
  for (const BlockIndex block : graph_.blocks_in[section]) {
    if (is_placed_[block] != 0) continue;
    is_possible = raise_base(block, to) && is_possible;
    if (base_[block] == to) set(level_count_[block], level_count_[block] + 1);
  }
  return is_possible;
}

/// Raises a floor to the lowest base above it, and sees whether the blocks still fit, each above its base.
bool SkylineSearch::settle_section(SectionIndex section) {
  if (left_[section] == 0) return true;
  // Little has changed since the last time, so that this is nearly sorted.
  auto& blocks = by_base_[section];
  for (std::size_t i = 1; i < blocks.size(); ++i) {
    const BlockIndex block = blocks[i];
    const std::uint64_t base = base_[block];
    std::size_t at = i;
    for (; at > 0 && base_[blocks[at - 1]] > base; --at) blocks[at] = blocks[at - 1];
    blocks[at] = block;
  }
  std::uint64_t lowest = UINT64_MAX;
  std::uint64_t end = 0;
  for (const BlockIndex block : blocks) {
    if (is_placed_[block] != 0) continue;
    lowest = std::min(lowest, base_[block]);
    end = std::max(end, base_[block]) + graph_.sizes[block];
  }
  if (end > target_) {
    failures_[section] += 1;
    return false;
  }
  return lowest <= floor_[section] || raise_floor(section, lowest);
}

bool SkylineSearch::settle() {
  bool is_possible = true;
  while (!touched_.empty()) {
    const SectionIndex section = touched_.back();
    touched_.pop_back();
    is_touched_[section] = 0;
    is_possible = is_possible && settle_section(section);
  }
  return is_possible;
}

bool SkylineSearch::place(BlockIndex block) {
  offset_[block] = graph_.fixed[block] ? *graph_.fixed[block] : aligned_up(base_[block], graph_.alignments[block]);
  const std::uint64_t end = offset_[block] + graph_.sizes[block];
  is_placed_[block] = 1;
  ++placed_count_;
  for (const SectionIndex section : graph_.sections_of[block]) {
    set(left_[section], left_[section] - graph_.sizes[block]);
    set(top_[section], end);
    if (!raise_floor(section, end)) return false;
  }
  return end <= target_;  // an alignment or a fixed offset may have moved it up
}

/// Nothing rests on this floor: those that could will rest on the end of some neighbour that is yet to come.
bool SkylineSearch::leave_empty(SectionIndex section) {
  const std::uint64_t floor = floor_[section];
  for (const BlockIndex block : graph_.blocks_in[section]) {
    if (is_placed_[block] != 0 || base_[block] != floor) continue;
    std::uint64_t next = UINT64_MAX;
    for (const BlockIndex other : graph_.neighbours[block]) {
      if (is_placed_[other] == 0) next = std::min(next, base_[other] + graph_.sizes[other]);
    }
    if (next == UINT64_MAX || !raise_base(block, next)) return false;
  }
  return true;
}

bool SkylineSearch::apply(Choice& choice) {
  const BlockIndex block = choice.blocks[choice.next++];
  choice.mark = changes_.size();
  choice.placed = block;
  choice.changed.assign(conflict_.size(), 0);
  changed_ = &choice.changed;
  const bool is_done = block == none ? leave_empty(choice.section) : place(block);
  return settle() && is_done;
}

bool SkylineSearch::rests(BlockIndex block) const {
  if (graph_.fixed[block]) return true;
  return std::ranges::any_of(graph_.sections_of[block],
                             [&](SectionIndex section) { return top_[section] == base_[block]; });
}

void SkylineSearch::count_candidates() {
  std::ranges::fill(candidates_, 0);
  for (BlockIndex block = 0; block < graph_.count(); ++block) {
    if (is_placed_[block] != 0 || !is_flat(block)) continue;
    for (const SectionIndex section : graph_.sections_of[block]) ++candidates_[section];
  }
}

/// Whether what can rest on a floor would leave no gap beside it, so that nothing is lost by deciding here and now.
bool SkylineSearch::is_open(SectionIndex section) const {
  return std::ranges::none_of(graph_.blocks_in[section], [&](BlockIndex block) {
    return is_placed_[block] == 0 && base_[block] == floor_[section] && !is_flat(block);
  });
}

void SkylineSearch::make_choice(Choice& choice) {
  count_candidates();
  double best = std::numeric_limits<double>::max();
  for (SectionIndex section = 0; section < graph_.section_count(); ++section) {
    if (candidates_[section] == 0) continue;
    const std::uint64_t slack = target_ - floor_[section] - left_[section];
    const double answers = candidates_[section] + (slack > 0 ? 1.0 : 0.0);  // without slack no floor stays empty
    const double cost = (answers + 4 * static_cast<double>(slack) / static_cast<double>(target_)) /
                        std::sqrt(std::sqrt(failures_[section]));
    if (cost >= best || !is_open(section)) continue;
    best = cost;
    choice.section = section;
  }
  choice.blocks.clear();
  choice.next = 0;
  choice.placed = none;
  choice.why.assign(conflict_.size(), 0);
  order_blocks(choice);
}

void SkylineSearch::order_blocks(Choice& choice) {
  ranked_.clear();
  const std::uint64_t floor = floor_[choice.section];
  for (const BlockIndex block : graph_.blocks_in[choice.section]) {
    if (is_placed_[block] != 0 || base_[block] != floor) continue;
    for (const SectionIndex section : graph_.sections_of[block]) add_section(choice.why, section);
    if (!rests(block)) continue;
    const auto size = static_cast<double>(graph_.sizes[block]);
    const auto length = static_cast<double>(graph_.sections_of[block].size());
    double rank = preference_ == 0 ? size * length : preference_ == 1 ? length : preference_ == 2 ? size : 1;
    if (runs_ > 4 || preference_ == 3) rank *= 0.25 + static_cast<double>(dice_.below(1024)) / 1024;
    ranked_.emplace_back(-rank, block);
  }
  std::ranges::sort(ranked_);
  for (const auto& [rank, block] : ranked_) choice.blocks.push_back(block);
  choice.blocks.push_back(none);
}

void SkylineSearch::remember_failure(std::uint64_t state) {
  if (hopeless_.size() >= most_hopeless_states || hopeless_reasons_.size() >= most_words_of_reasons) return;
  if (!hopeless_.try_emplace(state, hopeless_reasons_.size()).second) return;
  hopeless_reasons_.insert(hopeless_reasons_.end(), conflict_.begin(), conflict_.end());
}

/// Undoes choices until one has another answer left that could help; false at the end of all. If the failure is not
/// that of the last answer itself, `conflict_` says why what came after it failed.
bool SkylineSearch::backtrack(bool is_own_failure) {
  while (depth_ > 0) {
    Choice& choice = path_[depth_ - 1];
    undo_to(choice.mark);
    if (choice.placed != none) {
      is_placed_[choice.placed] = 0;
      --placed_count_;
      choice.placed = none;
    }
    // With another answer the same sections would hold the same, and fail the same.
    const bool is_to_blame = is_own_failure || have_common_section(conflict_, choice.changed);
    if (is_to_blame) {
      add_sections(choice.why, choice.changed);
      if (!is_own_failure) add_sections(choice.why, conflict_);
      if (choice.next < choice.blocks.size()) return true;
      conflict_ = choice.why;
    }
    remember_failure(choice.state);
    is_own_failure = false;
    --depth_;
  }
  return false;
}

std::uint64_t SkylineSearch::state_hash() const {
  std::uint64_t hash = 0;
  for (SectionIndex section = 0; section < graph_.section_count(); ++section) {
    if (left_[section] == 0) continue;
    const std::uint64_t is_real = top_[section] == floor_[section] ? 1 : 0;
    hash += mixed_bits(floor_[section] * 2 + is_real + mixed_bits(section + 1));
  }
  for (BlockIndex block = 0; block < graph_.count(); ++block) {
    if (is_placed_[block] == 0) hash += mixed_bits(mixed_bits(base_[block]) + block);
  }
  return hash;
}

SearchEnd SkylineSearch::run_once(std::uint64_t steps, SearchBudget& budget) {
  restart();
  changed_ = &conflict_;
  for (SectionIndex section = 0; section < graph_.section_count(); ++section) touch(section);
  if (!settle()) return SearchEnd::Impossible;
  bool goes_down = true;
  for (std::uint64_t step = 0; step < steps && budget.spend(); ++step) {
    bool is_own_failure = !goes_down;
    if (goes_down) {
      if (placed_count_ == graph_.count()) return SearchEnd::Found;
      const std::uint64_t state = state_hash();
      if (const auto known = hopeless_.find(state); known != hopeless_.end()) {
        goes_down = false;
        std::copy_n(hopeless_reasons_.begin() + static_cast<std::ptrdiff_t>(known->second), conflict_.size(),
                    conflict_.begin());
      } else {
        if (path_.size() == depth_) path_.emplace_back();
        Choice& choice = path_[depth_];
        choice.state = state;
        choice.mark = changes_.size();
        make_choice(choice);
        ++depth_;
      }
    }
    if (!goes_down && !backtrack(is_own_failure)) return SearchEnd::Impossible;
    goes_down = apply(path_[depth_ - 1]);
  }
  return SearchEnd::GaveUp;
}

SearchEnd SkylineSearch::run(std::uint64_t steps, SearchBudget& budget) {
  const std::uint64_t last = budget.steps() + steps;
  while (!budget.is_spent() && budget.steps() < last) {
    const std::uint64_t length = steps_of_first_run * (1 + runs_ / 4);
    const SearchEnd end = run_once(std::min(length, last - budget.steps()), budget);
    if (end != SearchEnd::GaveUp) return end;
  }
  return SearchEnd::GaveUp;
}

PartPlacement SkylineSearch::placement() const { return {offset_, height_of(graph_, offset_)}; }

}  // namespace rampart
