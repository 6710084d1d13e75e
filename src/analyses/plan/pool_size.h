#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "analyses/plan/plan_answer.h"
#include "model/workload.h"

namespace rampart {

/// How the board's kernel hands out memory.
struct AllocatorRules {
  Bytes page_size = kib(4);
  Bytes granule = mib(4);            ///< Of the base and size of CMA areas.
  unsigned cma_alignment_order = 8;  ///< CONFIG_CMA_ALIGNMENT.
};

/// When a search for a pool's placement ends.
struct PoolLimits {
  std::uint64_t steps = 400'000;
  std::function<bool()> is_over;  ///< Empty: no deadline.
};

/// One buffer as the allocator of a pool takes it.
struct TakenBuffer {
  Bytes size;
  Bytes alignment;  ///< Of its offset.
};
TakenBuffer taken_by(PoolKind kind, const AllocatorRules& rules, Bytes size, std::optional<Bytes> alignment);

/// What of a pool is alive in each scenario; the largest is a lower bound of its size.
std::vector<Bytes> live_in(const Workload& workload, const std::vector<PlanScenario>& scenarios,
                           const AllocatorRules& rules, const PlannedPool& pool);

/// What a pool's size is a multiple of.
Bytes size_unit(PoolKind kind, const AllocatorRules& rules);
/// What its base has to be a multiple of at least.
Bytes base_unit(PoolKind kind, const AllocatorRules& rules);
/// The least multiple of `unit` that is at least `size`.
Bytes rounded_up(Bytes size, Bytes unit);

/// Places the buffers of a pool and decides its size: of fixed offsets the placement's height, else what an allocator
/// needs for every order of the scenarios, each rounded up to the unit. The system heap is placed nowhere.
void size_pool(PlannedPool& pool, const Workload& workload, const std::vector<PlanScenario>& scenarios,
               const AllocatorRules& rules, const PoolLimits& limits);

/// The smaller size that serves planned offsets only.
void use_planned_order(PlannedPool& pool, const AllocatorRules& rules);

}  // namespace rampart
