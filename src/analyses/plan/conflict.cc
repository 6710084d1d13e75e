#include "analyses/plan/conflict.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "analyses/plan/pool_choice.h"
#include "base/size_text.h"

namespace rampart {
namespace {

constexpr std::size_t most_trials = 4000;

/// Tells of any part of a workload whether its lower bounds exclude it. Parts are marks on the demands, then on the
/// needs of Linux.
class ConflictSearch {
 public:
  explicit ConflictSearch(const ConflictInput& input)
      : input_{input}, count_{input.workload.demands.size() + input.workload.needs.size()} {
    for (const bool split : {false, true}) pools_.push_back(choose_pools(input.workload, input.device, split));
  }

  std::optional<PlanConflict> find() {
    std::vector<bool> part(count_, true);
    if (reason(part).empty()) return std::nullopt;
    for (std::size_t i = count_; i-- > 0;) {
      part[i] = false;
      if (reason(part).empty()) part[i] = true;
    }
    PlanConflict conflict;
    conflict.is_proven = true;
    conflict.is_smallest = shrink(part);
    conflict.why = reason(part);
    for (std::size_t i = 0; i < count_; ++i) {
      if (part[i]) conflict.names.push_back(name(i));
    }
    return conflict;
  }

 private:
  std::string name(std::size_t i) const {
    const auto& demands = input_.workload.demands;
    return i < demands.size() ? demands[i].name : input_.workload.needs[i - demands.size()].name;
  }

  /// Why the part does not fit however its pools are cut; empty if it may.
  std::string reason(const std::vector<bool>& part) const {
    std::string first;
    for (const std::vector<PlannedPool>& pools : pools_) {
      std::string why = reason_with(pools, part);
      if (why.empty()) return why;
      if (first.empty()) first = std::move(why);
    }
    return first;
  }

  std::string reason_with(std::vector<PlannedPool> pools, const std::vector<bool>& part) const {
    std::vector<std::vector<Bytes>> live;
    for (PlannedPool& pool : pools) {
      std::erase_if(pool.demands, [&](std::size_t demand) { return !part[demand]; });
      live.push_back(live_in(input_.workload, input_.scenarios, input_.rules, pool));
      const Bytes peak = std::ranges::max(live.back());
      pool.size = pool.kind == PoolKind::System ? Bytes{} : rounded_up(peak, size_unit(pool.kind, input_.rules));
      pool.alignment = std::max(pool.alignment, base_unit(pool.kind, input_.rules));
    }
    if (auto places = place_pools(input_.space, pools); !places) return std::move(places.error());
    Bytes needs;
    for (std::size_t i = 0; i < input_.workload.needs.size(); ++i) {
      if (part[input_.workload.demands.size() + i]) needs.value += input_.workload.needs[i].size.value;
    }
    return shortage(pools, live, needs);
  }

  /// Linux is short in some scenario.
  std::string shortage(const std::vector<PlannedPool>& pools, const std::vector<std::vector<Bytes>>& live,
                       Bytes needs) const {
    const LinuxShare share = linux_share(input_.space, pools, needs);
    std::int64_t worst = 0;
    std::string text;
    for (std::size_t s = 0; s < input_.scenarios.size(); ++s) {
      std::vector<Bytes> alive;
      for (const auto& of_pool : live) alive.push_back(of_pool[s]);
      const std::int64_t left = linux_left(share, pools, alive);
      if (left >= worst) continue;
      worst = left;
      text = sum_text(pools, alive, share, input_.scenarios[s].name);
    }
    return text;
  }

  static std::string sum_text(const std::vector<PlannedPool>& pools, const std::vector<Bytes>& alive,
                              const LinuxShare& share, const std::string& scenario) {
    std::string parts;
    Bytes sum = share.kept;
    const auto add = [&](Bytes size, std::string_view what) {
      if (size.value == 0) return;
      parts += fmt::format("{}{} {}", parts.empty() ? "" : " + ", size_text(size), what);
      sum = saturating_add(sum, size);
    };
    if (share.kept.value != 0) parts = fmt::format("{} reserved", size_text(share.kept));
    for (std::size_t i = 0; i < pools.size(); ++i) {
      const bool is_linux = pools[i].kind == PoolKind::Cma || pools[i].kind == PoolKind::System;
      add(is_linux ? alive[i] : pools[i].size, pools[i].name);
    }
    add(share.page_structures, "page structures");
    add(share.needs, "for Linux");
    return fmt::format("scenario {}: {} = {}, and the RAM is {}", scenario, parts, size_text(sum),
                       size_text(share.ram));
  }

  /// Looks for a smaller part that does not fit; true if none can be left.
  bool shrink(std::vector<bool>& part) const {
    const auto size_of_part = static_cast<std::size_t>(std::ranges::count(part, true));
    std::size_t trials = 0;
    for (std::size_t size = 1; size < size_of_part; ++size) {
      std::vector<std::size_t> chosen(size);
      for (std::size_t i = 0; i < size; ++i) chosen[i] = i;
      do {
        if (++trials > most_trials) return false;
        std::vector<bool> smaller(count_);
        for (const std::size_t i : chosen) smaller[i] = true;
        if (reason(smaller).empty()) continue;
        part = std::move(smaller);
        return true;
      } while (next_choice(chosen));
    }
    return true;
  }

  /// The next set of so many, in the order of the workload; false after the last.
  bool next_choice(std::vector<std::size_t>& chosen) const {
    for (std::size_t i = chosen.size(); i-- > 0;) {
      if (chosen[i] + (chosen.size() - i) >= count_) continue;
      ++chosen[i];
      for (std::size_t j = i + 1; j < chosen.size(); ++j) chosen[j] = chosen[j - 1] + 1;
      return true;
    }
    return false;
  }

  const ConflictInput& input_;
  std::size_t count_;
  std::vector<std::vector<PlannedPool>> pools_;
};

}  // namespace

std::optional<PlanConflict> find_conflict(const ConflictInput& input) { return ConflictSearch{input}.find(); }

}  // namespace rampart
