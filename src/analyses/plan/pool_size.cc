#include "analyses/plan/pool_size.h"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <numeric>
#include <utility>

#include "analyses/placement/placement.h"
#include "analyses/plan/clique_bound.h"
#include "analyses/plan/plan_scenarios.h"
#include "analyses/plan/pool_choice.h"
#include "base/size_text.h"

namespace rampart {
namespace {

constexpr std::size_t most_online_states = 20'000;
constexpr unsigned any_order = 30;  // a coherent pool aligns to the whole of a request, up to 4 TiB

/// The order of the size rounded up to a power of two, in bytes, but not more than `cap` pages.
Bytes order_alignment(Bytes size, Bytes page_size, unsigned cap) {
  const std::uint64_t pages = size.value / page_size.value;
  const unsigned order = dma_alignment_order({pages}, cap);
  return {page_size.value << order};
}

PlacementProblem placement_of(PlannedPool& pool, const Workload& workload, const std::vector<PlanScenario>& scenarios,
                              const AllocatorRules& rules) {
  PlacementProblem problem;
  std::vector<std::vector<std::size_t>> blocks_of(workload.demands.size());
  for (const std::size_t index : pool.demands) {
    const Demand& demand = workload.demands[index];
    const MemoryWish wish = wish_for(workload, demand);
    const TakenBuffer taken = taken_by(pool.kind, rules, demand.size, wish.alignment);
    for (std::uint64_t number = 0; number < demand.count; ++number) {
      blocks_of[index].push_back(problem.blocks.size());
      problem.blocks.push_back({.size = taken.size.value, .alignment = taken.alignment.value, .fixed_offset = {}});
      pool.buffers.push_back({index, number, {}, taken.size});
    }
    // A coherent pool counts its orders from its base, wherever that is.
    const Bytes base_alignment = pool.kind == PoolKind::Coherent ? wish.alignment.value_or(Bytes{1}) : taken.alignment;
    pool.alignment = std::max(pool.alignment, base_alignment);
    pool.wanted = saturating_add(pool.wanted, {taken.size.value * demand.count});
  }
  for (const PlanScenario& scenario : scenarios) {
    std::vector<std::size_t> alive;
    for (const std::size_t index : scenario.demands) {
      alive.insert(alive.end(), blocks_of[index].begin(), blocks_of[index].end());
    }
    if (!alive.empty()) problem.alive_together.push_back(std::move(alive));
  }
  return problem;
}

/// Demands that meet in pairs, be it in different scenarios: each has one place in all of them.
std::uint64_t paired_bound(const PlannedPool& pool, const Workload& workload,
                           const std::vector<PlanScenario>& scenarios, const AllocatorRules& rules) {
  const std::size_t count = pool.demands.size();
  CliqueProblem problem;
  for (const std::size_t index : pool.demands) {
    const Demand& demand = workload.demands[index];
    problem.sizes.push_back(taken_by(pool.kind, rules, demand.size, std::nullopt).size.value * demand.count);
  }
  problem.together.assign(count, std::vector<bool>(count));
  for (const PlanScenario& scenario : scenarios) {
    std::vector<std::size_t> alive;
    for (std::size_t i = 0; i < count; ++i) {
      if (std::ranges::binary_search(scenario.demands, pool.demands[i])) alive.push_back(i);
    }
    for (const std::size_t a : alive) {
      for (const std::size_t b : alive) problem.together[a][b] = true;
    }
  }
  return clique_bound(problem);
}

/// Every buffer at a place of its own, as low as is found without a search. It serves every scenario as well.
PlacementAnswer side_by_side(PlacementProblem problem) {
  std::vector<std::size_t> all(problem.blocks.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  problem.alive_together = {std::move(all)};
  PlacementAnswer in_order = first_fit_in_time_order(problem);
  PlacementAnswer by_size = largest_first(problem);
  return by_size.height < in_order.height ? by_size : in_order;
}

FirstFitRule first_fit_rule(PoolKind kind, const AllocatorRules& rules) {
  FirstFitRule rule{.page_size = rules.page_size, .alignment_cap = std::nullopt};
  if (kind == PoolKind::Cma) rule.alignment_cap = rules.cma_alignment_order;
  if (kind == PoolKind::Coherent) rule.alignment_cap = any_order;
  return rule;
}

std::optional<OnlineBound> bound_of(const PlannedPool& pool, const Workload& workload,
                                    const std::vector<PlanScenario>& scenarios, const AllocatorRules& rules,
                                    const PoolLimits& limits) {
  OnlineProblem problem;
  problem.rule = first_fit_rule(pool.kind, rules);
  std::vector<std::size_t> unit_of(workload.demands.size(), SIZE_MAX);
  for (const auto& demands : start_units(workload, scenarios)) {
    OnlineUnit unit;
    for (const std::size_t index : demands) {
      if (!std::ranges::binary_search(pool.demands, index)) continue;
      const Demand& demand = workload.demands[index];
      const auto wish = wish_for(workload, demand);
      const TakenBuffer taken = taken_by(pool.kind, rules, demand.size, wish.alignment);
      // A coarser alignment than the allocator knows of costs at most that much in front of the buffer.
      const bool is_padded = pool.kind != PoolKind::Coherent && wish.alignment.value_or(Bytes{1}) > rules.page_size;
      const Bytes size{taken.size.value + (is_padded ? taken.alignment.value - rules.page_size.value : 0)};
      unit.buffers.insert(unit.buffers.end(), demand.count, size);
      unit_of[index] = problem.units.size();
    }
    if (!unit.buffers.empty()) problem.units.push_back(std::move(unit));
  }
  for (const PlanScenario& scenario : scenarios) {
    std::vector<std::size_t> together;
    for (const std::size_t index : scenario.demands) {
      const std::size_t unit = unit_of[index];
      if (unit != SIZE_MAX && std::ranges::find(together, unit) == together.end()) together.push_back(unit);
    }
    if (!together.empty()) problem.together.push_back(std::move(together));
  }
  OnlineLimits online_limits;
  online_limits.states = most_online_states;
  online_limits.is_over = limits.is_over;
  return online_bound(problem, online_limits);
}

SwitchBound switching_of(const PlannedPool& pool, const Workload& workload, const std::vector<PlanScenario>& scenarios,
                         const AllocatorRules& rules, const PoolLimits& limits) {
  SwitchProblem problem;
  for (const std::size_t index : pool.demands) {
    const Demand& demand = workload.demands[index];
    const TakenBuffer taken = taken_by(pool.kind, rules, demand.size, wish_for(workload, demand).alignment);
    problem.parts.push_back({taken.size, taken.alignment, demand.count});
  }
  for (const PlanScenario& scenario : scenarios) {
    std::vector<std::size_t> alive;
    for (std::size_t i = 0; i < pool.demands.size(); ++i) {
      if (std::ranges::binary_search(scenario.demands, pool.demands[i])) alive.push_back(i);
    }
    problem.scenarios.push_back(std::move(alive));
  }
  SwitchLimits switch_limits;
  switch_limits.is_over = limits.is_over;
  return switch_bound(problem, switch_limits);
}

/// From the lower bound up, what each step is for; ends with the rounding.
void explain_size(PlannedPool& pool, Bytes needed, const AllocatorRules& rules) {
  pool.margins.clear();
  const Bytes unit = size_unit(pool.kind, rules);
  pool.size = rounded_up(needed, unit);
  const auto add = [&](Bytes from, Bytes to, std::string why) {
    if (to > from) pool.margins.push_back({{to.value - from.value}, std::move(why)});
  };
  add(pool.lower_bound, pool.height,
      pool.is_proven ? "alignment" : "the best placement found; whether a lower one exists is not proven");
  if (pool.switching) {
    add(pool.height, needed,
        pool.switching->is_exact
            ? "the allocator takes the first hole that fits: some order of the scenarios needs this much, none more"
            : "the allocator takes the first hole that fits: some order of the scenarios needs this much; not all were "
              "looked at");
  }
  add(needed, pool.size, fmt::format("rounded up to {}", size_text(unit)));
}

}  // namespace

Bytes rounded_up(Bytes size, Bytes unit) {
  return {(size.value / unit.value + (size.value % unit.value != 0)) * unit.value};
}

Bytes size_unit(PoolKind kind, const AllocatorRules& rules) {
  switch (kind) {
    case PoolKind::System:
      return rules.page_size;
    case PoolKind::Cma:
      return rules.granule;
    case PoolKind::Coherent:
    case PoolKind::NoMap:
    case PoolKind::Cmm:
    case PoolKind::Ion:
      return mib(1);
  }
  return mib(1);
}

Bytes base_unit(PoolKind kind, const AllocatorRules& rules) { return size_unit(kind, rules); }

TakenBuffer taken_by(PoolKind kind, const AllocatorRules& rules, Bytes size, std::optional<Bytes> alignment) {
  TakenBuffer taken{rounded_up(size, rules.page_size), rules.page_size};
  if (kind == PoolKind::Cma) taken.alignment = order_alignment(taken.size, rules.page_size, rules.cma_alignment_order);
  if (kind == PoolKind::Coherent) {
    // kernel/dma/coherent.c takes 2^order pages at a multiple of them, as bitmap_find_free_region does.
    taken.size = {std::bit_ceil(taken.size.value)};
    taken.alignment = taken.size;
  }
  taken.alignment = std::max(taken.alignment, alignment.value_or(Bytes{1}));
  return taken;
}

std::vector<Bytes> live_in(const Workload& workload, const std::vector<PlanScenario>& scenarios,
                           const AllocatorRules& rules, const PlannedPool& pool) {
  std::vector<Bytes> live;
  for (const PlanScenario& scenario : scenarios) {
    Bytes sum;
    for (const std::size_t index : scenario.demands) {
      if (!std::ranges::binary_search(pool.demands, index)) continue;
      const Demand& demand = workload.demands[index];
      sum = saturating_add(sum, {taken_by(pool.kind, rules, demand.size, std::nullopt).size.value * demand.count});
    }
    live.push_back(sum);
  }
  return live;
}

void size_pool(PlannedPool& pool, const Workload& workload, const std::vector<PlanScenario>& scenarios,
               const AllocatorRules& rules, const PoolLimits& limits) {
  pool.buffers.clear();
  pool.wanted = {};
  pool.alignment = std::max(pool.alignment, base_unit(pool.kind, rules));
  PlacementProblem problem = placement_of(pool, workload, scenarios, rules);
  if (pool.kind == PoolKind::System) {
    pool.buffers.clear();
    pool.alignment = rules.page_size;
    pool.lower_bound = pool.height = std::ranges::max(live_in(workload, scenarios, rules, pool));
    pool.is_proven = true;
    return;
  }
  PlacementLimits search;
  search.steps = limits.steps;
  search.is_over = limits.is_over;
  const std::uint64_t bound = paired_bound(pool, workload, scenarios, rules);
  problem.capacity = bound;  // nothing lower is there to be looked for
  PlacementAnswer answer = place(problem, search);
  answer.lower_bound = std::max(answer.lower_bound, bound);
  PlacementAnswer unshared = side_by_side(problem);
  pool.wanted = {unshared.height};
  if (unshared.height < answer.height) {
    answer.height = unshared.height;
    answer.offsets = std::move(unshared.offsets);
  }
  for (std::size_t i = 0; i < pool.buffers.size(); ++i) pool.buffers[i].offset = {answer.offsets[i]};
  pool.lower_bound = {answer.lower_bound};
  pool.height = {answer.height};
  pool.is_proven = answer.proven();
  pool.first_fit = {first_fit_in_time_order(problem).height};
  if (!pool.fixed_offsets) {
    pool.switching = switching_of(pool, workload, scenarios, rules, limits);
    pool.online = bound_of(pool, workload, scenarios, rules, limits);
    pool.is_any_order = pool.switching->is_exact;
  }
  const Bytes needed = pool.switching ? std::max(pool.height, pool.switching->reached) : pool.height;
  explain_size(pool, needed, rules);
}

void use_planned_order(PlannedPool& pool, const AllocatorRules& rules) {
  if (pool.fixed_offsets || pool.kind == PoolKind::System) return;
  pool.is_any_order = pool.is_any_order && pool.switching && pool.height >= pool.switching->reached;
  explain_size(pool, pool.height, rules);
}

}  // namespace rampart
