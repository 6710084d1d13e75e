#include "analyses/plan/switch_bound.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <utility>

namespace rampart {
namespace {

/// The buffers of one part that is alive, in the order in which they were taken.
struct LivePart {
  std::size_t part{};
  std::vector<std::uint64_t> offsets;
  friend auto operator<=>(const LivePart&, const LivePart&) = default;
};

/// A scenario that runs, and where its buffers lie; by part.
struct SwitchState {
  std::size_t scenario{};
  std::vector<LivePart> live;
  friend auto operator<=>(const SwitchState&, const SwitchState&) = default;
};

class SwitchSearch {
 public:
  SwitchSearch(const SwitchProblem& problem, const SwitchLimits& limits)
      : problem_{problem}, limits_{limits}, scenarios_{problem.scenarios} {
    scenarios_.push_back(common());
  }

  SwitchBound search() {
    add({scenarios_.size() - 1, {}}, 0, std::nullopt);  // nothing runs yet
    bool is_cut = false;
    while (!open_.empty() && !is_cut) {
      const std::size_t from = open_.front();
      open_.pop_front();
      for (std::size_t to = 0; to < scenarios_.size() && !is_cut; ++to) {
        is_cut = work_ > limits_.work || (limits_.is_over && limits_.is_over());
        if (!is_cut) go(from, to);
      }
    }
    bound_.is_exact = !is_cut;
    bound_.states = states_.size();
    return std::move(bound_);
  }

 private:
  /// What every scenario has: it may be all that runs.
  std::vector<std::size_t> common() const {
    std::vector<std::size_t> all;
    for (std::size_t part = 0; part < problem_.parts.size(); ++part) {
      const auto has = [&](const auto& scenario) { return std::ranges::binary_search(scenario, part); };
      if (std::ranges::all_of(problem_.scenarios, has)) all.push_back(part);
    }
    return all;
  }

  void go(std::size_t from, std::size_t to) {
    const SwitchState& before = *order_[from].first;
    SwitchState after{to, {}};
    std::vector<std::pair<std::uint64_t, std::uint64_t>> used;  // begin, end; by begin
    for (const LivePart& part : before.live) {
      if (!std::ranges::binary_search(scenarios_[to], part.part)) continue;
      after.live.push_back(part);
      for (const std::uint64_t offset : part.offsets) {
        used.emplace_back(offset, offset + problem_.parts[part.part].size.value);
      }
    }
    std::ranges::sort(used);
    std::uint64_t highest = 0;
    for (const std::size_t part : scenarios_[to]) {
      if (std::ranges::find(after.live, part, &LivePart::part) != after.live.end()) continue;
      after.live.push_back({part, take(problem_.parts[part], used, highest)});
    }
    std::ranges::sort(after.live);
    add(std::move(after), highest, from);
  }

  std::vector<std::uint64_t> take(const SwitchProblem::Part& part,
                                  std::vector<std::pair<std::uint64_t, std::uint64_t>>& used, std::uint64_t& highest) {
    std::vector<std::uint64_t> offsets;
    for (std::uint64_t i = 0; i < part.count; ++i) {
      std::uint64_t offset = 0;
      auto next = used.begin();
      for (; next != used.end() && next->first < offset + part.size.value; ++next) {
        const std::uint64_t unit = part.alignment.value;
        if (next->second > offset) offset = (next->second + unit - 1) / unit * unit;
      }
      work_ += used.size() + 1;
      used.insert(next, {offset, offset + part.size.value});
      highest = std::max(highest, offset + part.size.value);
      offsets.push_back(offset);
    }
    return offsets;
  }

  void add(SwitchState state, std::uint64_t highest, std::optional<std::size_t> from) {
    const auto [known, is_new] = states_.try_emplace(std::move(state), order_.size());
    const std::size_t index = known->second;
    if (is_new) {
      order_.emplace_back(&known->first, from);
      open_.push_back(index);
    }
    if (highest <= bound_.reached.value) return;
    bound_.reached = {highest};
    bound_.worst = {known->first.scenario};
    for (auto step = from; step && order_[*step].second; step = order_[*step].second) {
      bound_.worst.insert(bound_.worst.begin(), order_[*step].first->scenario);
    }
  }

  const SwitchProblem& problem_;
  const SwitchLimits& limits_;
  std::vector<std::vector<std::size_t>> scenarios_;  // the last one: between scenarios
  std::map<SwitchState, std::size_t> states_;
  std::vector<std::pair<const SwitchState*, std::optional<std::size_t>>> order_;  // state, and the one before it
  std::deque<std::size_t> open_;
  std::uint64_t work_ = 0;
  SwitchBound bound_;
};

}  // namespace

SwitchBound switch_bound(const SwitchProblem& problem, const SwitchLimits& limits) {
  return SwitchSearch{problem, limits}.search();
}

}  // namespace rampart
