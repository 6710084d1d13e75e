#include "analyses/placement/online_bound.h"

#include <algorithm>
#include <bit>
#include <unordered_map>
#include <utility>

#include "analyses/placement/search_budget.h"

namespace rampart {
namespace {

constexpr std::uint64_t largest_online_bits = std::uint64_t{1} << 40;
constexpr std::size_t online_states_a_look = 64;
constexpr std::size_t online_walks = 200;
constexpr std::size_t steps_of_online_walk = 1'000;
constexpr std::uint32_t not_placed_online = UINT32_MAX;

/// A buffer in bits of the allocator's bitmap.
struct OnlineBuffer {
  std::size_t unit;
  std::uint64_t bits;
  std::uint64_t alignment;  ///< In bits.
};

struct OnlineModel {
  std::vector<OnlineBuffer> buffers;        ///< Those of a unit one after the other.
  std::vector<std::size_t> first;           ///< Of each unit, and one past the last.
  std::vector<std::vector<bool>> together;  ///< For each set, which units are in it.
  std::uint64_t bit_size = 0;
};

std::optional<OnlineBuffer> online_buffer(std::size_t unit, Bytes size, const FirstFitRule& rule) {
  if (size.value == 0 || rule.page_size.value == 0 || rule.order_per_bit > 30) return std::nullopt;
  const std::uint64_t pages = (size.value - 1) / rule.page_size.value + 1;
  const std::uint64_t bits = ((pages - 1) >> rule.order_per_bit) + 1;
  if (bits > largest_online_bits) return std::nullopt;
  unsigned order = rule.alignment_cap ? dma_alignment_order({pages}, *rule.alignment_cap) : 0;
  order = order > rule.order_per_bit ? order - rule.order_per_bit : 0;
  return OnlineBuffer{unit, bits, std::uint64_t{1} << order};
}

std::optional<OnlineModel> online_model(const OnlineProblem& problem) {
  OnlineModel model;
  model.bit_size = problem.rule.page_size.value << problem.rule.order_per_bit;
  std::uint64_t sum = 0;
  for (std::size_t unit = 0; unit < problem.units.size(); ++unit) {
    model.first.push_back(model.buffers.size());
    for (const Bytes size : problem.units[unit].buffers) {
      const auto buffer = online_buffer(unit, size, problem.rule);
      if (!buffer) return std::nullopt;
      sum += buffer->bits + buffer->alignment;
      model.buffers.push_back(*buffer);
    }
  }
  model.first.push_back(model.buffers.size());
  // Above each buffer that lives there can be a gap as large as the largest request.
  if (sum > largest_online_bits || (sum + 1) * (model.buffers.size() + 1) > UINT64_MAX / 2 / model.bit_size) {
    return std::nullopt;
  }
  std::vector<bool> is_in_some(problem.units.size());
  for (const auto& set : problem.together) {
    model.together.emplace_back(problem.units.size());
    for (const std::size_t unit : set) {
      if (unit >= problem.units.size()) return std::nullopt;
      model.together.back()[unit] = is_in_some[unit] = true;
    }
  }
  if (std::ranges::find(is_in_some, false) != is_in_some.end()) return std::nullopt;
  return model;
}

/// No first fit passes it: everything below a request is another buffer, or a gap that is too small for it, and there
/// is at most one gap below each buffer.
std::uint64_t worst_first_fit_end(const OnlineModel& model, const std::vector<bool>& set) {
  std::uint64_t worst = 0;
  for (const OnlineBuffer& buffer : model.buffers) {
    if (!set[buffer.unit]) continue;
    std::uint64_t below = 0;
    for (const OnlineBuffer& other : model.buffers) {
      if (!set[other.unit] || &other == &buffer) continue;
      below += other.bits + (buffer.bits - 1) + (buffer.alignment - 1);
    }
    worst = std::max(worst, below + (buffer.alignment - 1) + buffer.bits);
  }
  return worst;
}

using OnlineOffsets =
    std::vector<std::uint32_t>;  ///< Of each buffer, in bits; `not_placed_online` of those that do not live.

struct OnlineOffsetsHash {
  std::size_t operator()(const OnlineOffsets& offsets) const {
    std::uint64_t hash = 0xCBF29CE484222325;
    for (const std::uint32_t offset : offsets) hash = (hash ^ offset) * 0x100000001B3;
    return static_cast<std::size_t>(hash ^ (hash >> 29));
  }
};

class OnlineWalk {
 public:
  OnlineWalk(const OnlineModel& model, const OnlineLimits& limits) : model_{model}, limits_{limits} {}
  OnlineBound run();

 private:
  struct Visit {
    const OnlineOffsets* offsets;
    std::size_t from;
    OnlineEvent event;
  };
  bool is_running(const OnlineOffsets& offsets, std::size_t unit) const;
  bool may_start(const OnlineOffsets& offsets, std::size_t unit) const;
  bool start(OnlineOffsets& offsets, std::size_t unit, std::uint64_t& highest);
  void stop(OnlineOffsets& offsets, std::size_t unit) const {
    for (std::size_t i = model_.first[unit]; i < model_.first[unit + 1]; ++i) offsets[i] = not_placed_online;
  }
  void step(std::size_t visit, std::size_t unit);
  void reach(OnlineOffsets&& offsets, std::size_t from, OnlineEvent event);
  void wander();
  std::vector<OnlineEvent> path_to(std::size_t visit) const;

  const OnlineModel& model_;
  const OnlineLimits& limits_;
  std::unordered_map<OnlineOffsets, std::size_t, OnlineOffsetsHash> known_;
  std::vector<Visit> visits_;
  std::uint64_t highest_ = 0;
  std::vector<OnlineEvent> worst_;
  bool is_complete_ = true;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> held_;
};

bool OnlineWalk::is_running(const OnlineOffsets& offsets, std::size_t unit) const {
  return model_.first[unit] != model_.first[unit + 1] && offsets[model_.first[unit]] != not_placed_online;
}

bool OnlineWalk::may_start(const OnlineOffsets& offsets, std::size_t unit) const {
  return std::ranges::any_of(model_.together, [&](const std::vector<bool>& set) {
    if (!set[unit]) return false;
    for (std::size_t other = 0; other + 1 < model_.first.size(); ++other) {
      if (is_running(offsets, other) && !set[other]) return false;
    }
    return true;
  });
}

/// Takes the buffers of a unit, each at the lowest free place; false where a place has no number.
bool OnlineWalk::start(OnlineOffsets& offsets, std::size_t unit, std::uint64_t& highest) {
  for (std::size_t i = model_.first[unit]; i < model_.first[unit + 1]; ++i) {
    held_.clear();
    for (std::size_t j = 0; j < offsets.size(); ++j) {
      if (offsets[j] != not_placed_online) held_.emplace_back(offsets[j], offsets[j] + model_.buffers[j].bits);
    }
    std::ranges::sort(held_);
    const OnlineBuffer& buffer = model_.buffers[i];
    std::uint64_t place = 0;
    for (const auto& [begin, end] : held_) {
      if (begin >= place + buffer.bits) break;
      place = std::max(place, (end + buffer.alignment - 1) & ~(buffer.alignment - 1));
    }
    if (place >= not_placed_online) return false;
    offsets[i] = static_cast<std::uint32_t>(place);
    highest = std::max(highest, place + buffer.bits);
  }
  return true;
}

/// Notes a state that is new, if there is room for it.
void OnlineWalk::reach(OnlineOffsets&& offsets, std::size_t from, OnlineEvent event) {
  if (known_.contains(offsets)) return;
  if (known_.size() >= limits_.states) {
    is_complete_ = false;
    return;
  }
  const auto place = known_.emplace(std::move(offsets), visits_.size()).first;
  visits_.push_back({&place->first, from, event});
}

std::vector<OnlineEvent> OnlineWalk::path_to(std::size_t visit) const {
  std::vector<OnlineEvent> path;
  for (; visit != 0; visit = visits_[visit].from) path.push_back(visits_[visit].event);
  std::ranges::reverse(path);
  return path;
}

void OnlineWalk::step(std::size_t visit, std::size_t unit) {
  OnlineOffsets next = *visits_[visit].offsets;
  const bool is_start = !is_running(next, unit);
  const OnlineEvent event{unit, is_start};
  if (!is_start) {
    stop(next, unit);
    reach(std::move(next), visit, event);
    return;
  }
  if (!may_start(next, unit)) return;
  std::uint64_t end = 0;
  if (!start(next, unit, end)) {
    is_complete_ = false;
    return;
  }
  if (end > highest_) {
    highest_ = end;
    worst_ = path_to(visit);
    worst_.push_back(event);
  }
  reach(std::move(next), visit, event);
}

/// Where not every state can be looked at, long ways by chance get further than all short ones.
void OnlineWalk::wander() {
  SearchDice dice{1};
  const std::size_t units = model_.first.size() - 1;
  for (std::size_t walk = 0; walk < online_walks; ++walk) {
    OnlineOffsets offsets(model_.buffers.size(), not_placed_online);
    std::vector<OnlineEvent> path;
    for (std::size_t step = 0; step < steps_of_online_walk; ++step) {
      const std::size_t unit = dice.below(units);
      const bool is_start = !is_running(offsets, unit);
      if (is_start && (model_.first[unit] == model_.first[unit + 1] || !may_start(offsets, unit))) continue;
      path.push_back({unit, is_start});
      std::uint64_t end = 0;
      if (!is_start) {
        stop(offsets, unit);
      } else if (!start(offsets, unit, end)) {
        break;
      }
      if (end <= highest_) continue;
      highest_ = end;
      worst_ = path;
    }
    if (limits_.is_over && limits_.is_over()) return;
  }
}

OnlineBound OnlineWalk::run() {
  reach(OnlineOffsets(model_.buffers.size(), not_placed_online), 0, {});
  std::uint64_t enough = 0;
  for (const auto& set : model_.together) enough = std::max(enough, worst_first_fit_end(model_, set));
  for (std::size_t visit = 0; visit < visits_.size(); ++visit) {
    if (visit % online_states_a_look == 0 && limits_.is_over && limits_.is_over()) {
      is_complete_ = false;
      break;
    }
    for (std::size_t unit = 0; unit + 1 < model_.first.size(); ++unit) {
      if (model_.first[unit] != model_.first[unit + 1]) step(visit, unit);
    }
  }
  if (!is_complete_) wander();
  OnlineBound bound;
  bound.reached = {highest_ * model_.bit_size};
  bound.enough = {(is_complete_ ? highest_ : enough) * model_.bit_size};
  bound.states = known_.size();
  bound.worst = std::move(worst_);
  return bound;
}

}  // namespace

std::optional<OnlineBound> online_bound(const OnlineProblem& problem, const OnlineLimits& limits) {
  const auto model = online_model(problem);
  if (!model) return std::nullopt;
  return OnlineWalk{*model, limits}.run();
}

}  // namespace rampart
