#include "analyses/plan/plan_scenarios.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

namespace rampart {
namespace {

std::vector<PlanScenario> named_scenarios(const Workload& workload) {
  const auto is_in_one = [&](const Demand& demand) {
    return std::ranges::any_of(workload.scenarios, [&](const Scenario& scenario) {
      return std::ranges::any_of(scenario.runs, [&](const std::string& name) { return is_meant(demand, name); });
    });
  };
  std::vector<PlanScenario> scenarios;
  for (const Scenario& scenario : workload.scenarios) {
    PlanScenario live{scenario.name, {}};
    for (std::size_t i = 0; i < workload.demands.size(); ++i) {
      const Demand& demand = workload.demands[i];
      const bool runs =
          std::ranges::any_of(scenario.runs, [&](const std::string& name) { return is_meant(demand, name); });
      if (runs || !is_in_one(demand)) live.demands.push_back(i);
    }
    scenarios.push_back(std::move(live));
  }
  return scenarios;
}

/// Finds every largest set of parties of which no two exclude each other (Bron and Kerbosch, with a pivot).
class LargestSets {
 public:
  explicit LargestSets(std::vector<std::vector<bool>> excludes) : excludes_{std::move(excludes)} {}

  /// Nothing if there are too many.
  std::optional<std::vector<std::vector<std::size_t>>> find() {
    std::vector<std::size_t> all(excludes_.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    grow(std::move(all), {});
    if (is_over_) return std::nullopt;
    for (auto& set : found_) std::ranges::sort(set);
    std::ranges::sort(found_);
    return std::move(found_);
  }

 private:
  std::vector<std::size_t> with(const std::vector<std::size_t>& parties, std::size_t chosen) const {
    std::vector<std::size_t> kept;
    for (const std::size_t party : parties) {
      if (party != chosen && !excludes_[chosen][party]) kept.push_back(party);
    }
    return kept;
  }

  void grow(std::vector<std::size_t> open, std::vector<std::size_t> done) {
    if (is_over_) return;
    if (open.empty() && done.empty()) {
      is_over_ = found_.size() == max_plan_scenarios;
      if (!is_over_) found_.push_back(chosen_);
    }
    if (open.empty()) return;
    const std::size_t pivot = open.front();
    std::vector<std::size_t> branches;
    for (const std::size_t party : open) {
      if (party == pivot || excludes_[pivot][party]) branches.push_back(party);
    }
    for (const std::size_t party : branches) {
      chosen_.push_back(party);
      grow(with(open, party), with(done, party));
      chosen_.pop_back();
      std::erase(open, party);
      done.push_back(party);
    }
  }

  std::vector<std::vector<bool>> excludes_;
  std::vector<std::size_t> chosen_;
  std::vector<std::vector<std::size_t>> found_;
  bool is_over_ = false;
};

/// Whether a rule has one of its names for the one demand, and another for the other.
bool excludes_each_other(const Workload& workload, const Demand& a, const Demand& b) {
  return std::ranges::any_of(workload.never, [&](const NeverTogether& never) {
    for (const std::string& name : never.names) {
      if (!is_meant(a, name) || is_meant(b, name)) continue;
      for (const std::string& other : never.names) {
        if (other != name && is_meant(b, other) && !is_meant(a, other)) return true;
      }
    }
    return false;
  });
}

/// What a set is called: those of its parties that a rule names.
std::string set_name(const Workload& workload, const std::vector<std::size_t>& demands) {
  std::string name;
  for (const NeverTogether& never : workload.never) {
    for (const std::string& party : never.names) {
      const auto is_there = [&](std::size_t i) { return is_meant(workload.demands[i], party); };
      if (!std::ranges::any_of(demands, is_there)) continue;
      if (fmt::format("+ {} +", name).find(fmt::format("+ {} +", party)) != std::string::npos) continue;
      name += (name.empty() ? "" : " + ") + party;
    }
  }
  return name.empty() ? "everything" : name;
}

Result<std::vector<PlanScenario>> possible_scenarios(const Workload& workload) {
  // Demands that the same others exclude are one party: a device with many buffers is no more than one with one.
  std::map<std::vector<bool>, std::vector<std::size_t>> parties;
  const std::size_t count = workload.demands.size();
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<bool> excluded(count);
    for (std::size_t j = 0; j < count; ++j) {
      excluded[j] = i != j && excludes_each_other(workload, workload.demands[i], workload.demands[j]);
    }
    parties[std::move(excluded)].push_back(i);
  }
  std::vector<const std::vector<std::size_t>*> members;
  std::vector<std::vector<bool>> excludes;
  for (const auto& [excluded, demands] : parties) members.push_back(&demands);
  for (const auto& [excluded, demands] : parties) {
    std::vector<bool> row;
    for (const auto* const other : members) row.push_back(excluded[other->front()]);
    excludes.push_back(std::move(row));
  }
  const auto sets = LargestSets{std::move(excludes)}.find();
  if (!sets) {
    return std::unexpected(Error{Errc::TooLarge, workload.never.front().where,
                                 fmt::format("more than {} combinations may run (expected [[scenario]]s that name who "
                                             "runs with whom)",
                                             max_plan_scenarios)});
  }
  std::vector<PlanScenario> scenarios;
  for (const auto& set : *sets) {
    PlanScenario scenario;
    for (const std::size_t party : set) {
      scenario.demands.insert(scenario.demands.end(), members[party]->begin(), members[party]->end());
    }
    std::ranges::sort(scenario.demands);
    scenario.name = set_name(workload, scenario.demands);
    scenarios.push_back(std::move(scenario));
  }
  std::ranges::sort(scenarios, {}, &PlanScenario::demands);
  return scenarios;
}

}  // namespace

Result<std::vector<PlanScenario>> plan_scenarios(const Workload& workload) {
  if (workload.demands.empty()) return std::vector{PlanScenario{"everything", {}}};
  return workload.scenarios.empty() ? possible_scenarios(workload) : named_scenarios(workload);
}

std::vector<std::vector<std::size_t>> start_units(const Workload& workload,
                                                  const std::vector<PlanScenario>& scenarios) {
  std::map<std::pair<std::vector<bool>, std::vector<std::string>>, std::size_t> known;
  std::vector<std::vector<std::size_t>> units;
  for (std::size_t i = 0; i < workload.demands.size(); ++i) {
    std::vector<bool> alive;
    for (const PlanScenario& scenario : scenarios) alive.push_back(std::ranges::binary_search(scenario.demands, i));
    const auto [unit, is_new] = known.try_emplace({std::move(alive), workload.demands[i].devices}, units.size());
    if (is_new) units.emplace_back();
    units[unit->second].push_back(i);
  }
  return units;
}

}  // namespace rampart
