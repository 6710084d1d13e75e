#include "analyses/plan/region_line.h"

#include <algorithm>
#include <utility>

#include <rampart/sources/contiguous_config.h>

#include "analyses/plan/proposal.h"

namespace rampart {
namespace {

ContiguousRegion region_of(const PlannedPool& pool) {
  ContiguousRegion region{.name = pool.name, .size = pool.size, .alignment = pool.alignment};
  if (has_planned_place(pool) && pool.place) region.start = pool.place->base();
  region.allocator = "first-fit";
  if (pool.is_default) region.heap = pool_node_name(pool);
  return region;
}

void add_rules(const Workload& workload, const std::vector<PlannedPool>& pools, const WorkloadDevice& device,
               std::vector<ContiguousRule>& map) {
  std::vector<std::pair<std::string, std::string>> uses;  // demand, pool
  for (const PlannedPool& pool : pools) {
    if (pool.kind == PoolKind::System) continue;
    for (const std::size_t index : pool.demands) {
      const Demand& demand = workload.demands[index];
      if (is_meant(demand, device.name)) uses.emplace_back(demand.name, pool.name);
    }
  }
  if (uses.empty()) return;
  const bool is_one = std::ranges::all_of(uses, [&](const auto& use) { return use.second == uses.front().second; });
  if (is_one) return map.push_back({{{device.name, std::nullopt}}, {uses.front().second}});
  for (const auto& [demand, pool] : uses) map.push_back({{{device.name, demand}}, {pool}});
}

}  // namespace

std::string region_line(const Workload& workload, const std::vector<PlannedPool>& pools) {
  ContiguousConfig config;
  for (const PlannedPool& pool : pools) {
    if (pool.kind != PoolKind::System && pool.size.value != 0) config.regions.push_back(region_of(pool));
  }
  for (const WorkloadDevice& device : workload.devices) add_rules(workload, pools, device, config.map);
  return contiguous_line_text(config);
}

}  // namespace rampart
