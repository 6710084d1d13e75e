#include "analyses/plan/pool_choice.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace rampart {
namespace {

PoolKind shared_kind(const Device* device) {
  if (device != nullptr && device->knob_for(Share::Cmm) != nullptr) return PoolKind::Cmm;
  if (device != nullptr && device->knob_for(Share::Ion) != nullptr) return PoolKind::Ion;
  return PoolKind::Cma;
}

void take_stricter(std::optional<PhysAddr>& into, std::optional<PhysAddr> other) {
  if (other && (!into || *other < *into)) into = other;
}
void take_stricter(std::optional<Bytes>& into, std::optional<Bytes> other) {
  if (other && (!into || *other > *into)) into = other;
}

/// What tells pools apart: the pool's name, and the limit where limits have pools of their own.
using PoolKey = std::pair<std::string, std::optional<PhysAddr>>;

class PoolChoice {
 public:
  PoolChoice(const Workload& workload, const Device* device, bool split_by_limit)
      : workload_{workload}, shared_{shared_kind(device)}, split_by_limit_{split_by_limit} {}

  std::vector<PlannedPool> choose() {
    for (std::size_t i = 0; i < workload_.demands.size(); ++i) add(i);
    std::vector<PlannedPool> ordered;
    for (const bool is_heap : {false, true}) {
      for (PlannedPool& pool : pools_) {
        if ((pool.kind == PoolKind::System) == is_heap) ordered.push_back(std::move(pool));
      }
    }
    for (PlannedPool& pool : ordered) order_devices(pool);
    return ordered;
  }

 private:
  void add(std::size_t index) {
    const Demand& demand = workload_.demands[index];
    const MemoryWish wish = wish_for(workload_, demand);
    const WorkloadPool* const named = workload_.pool(wish.pool);
    PlannedPool pool = named != nullptr ? wanted_pool(*named) : unnamed_pool(wish, demand);
    const bool has_limit = split_by_limit_ && pool.kind != PoolKind::System && wish.below.has_value();
    const PoolKey key{pool.name, has_limit ? wish.below : std::nullopt};
    const auto [known, is_new] = known_.try_emplace(key, pools_.size());
    if (is_new) {
      if (has_limit && named == nullptr) pool.name += fmt::format("-below-{:x}", wish.below->value);
      // The kernel has one default area: what has a limit of its own needs a pool that devices name.
      if (has_limit) pool.is_default = false;
      pools_.push_back(std::move(pool));
    }
    PlannedPool& into = pools_[known->second];
    into.demands.push_back(index);
    take_stricter(into.below, wish.below);
    for (const std::string& device : demand.devices) {
      if (std::ranges::find(into.devices, device) == into.devices.end()) into.devices.push_back(device);
    }
  }

  static PlannedPool wanted_pool(const WorkloadPool& wanted) {
    PlannedPool pool;
    pool.name = wanted.name;
    pool.kind = wanted.kind;
    pool.fixed_offsets = wanted.fixed_offsets;
    pool.base = wanted.base;
    pool.at_most = wanted.at_most;
    pool.below = wanted.below;
    pool.alignment = wanted.alignment.value_or(Bytes{1});
    return pool;
  }

  PlannedPool unnamed_pool(const MemoryWish& wish, const Demand& demand) const {
    PlannedPool pool;
    pool.alignment = Bytes{1};
    const auto said = pool_kind_from(wish.pool);
    pool.kind = said ? *said : wish.contiguous == false ? PoolKind::System : shared_;
    pool.fixed_offsets = pool.kind == PoolKind::NoMap;
    pool.name = to_string(pool.kind);
    if (wish.is_private == true && pool.kind != PoolKind::System) {
      pool.name = fmt::format("{}-{}", demand.devices.front(), pool.name);
    } else {
      pool.is_default = pool.kind == PoolKind::Cma;
    }
    return pool;
  }

  void order_devices(PlannedPool& pool) const {
    const auto place = [&](const std::string& name) {
      return std::ranges::find(workload_.devices, name, &WorkloadDevice::name) - workload_.devices.begin();
    };
    std::ranges::sort(pool.devices, {}, place);
  }

  const Workload& workload_;
  PoolKind shared_;
  bool split_by_limit_;
  std::map<PoolKey, std::size_t> known_;
  std::vector<PlannedPool> pools_;
};

}  // namespace

MemoryWish wish_for(const Workload& workload, const Demand& demand) {
  MemoryWish wish = demand.wish;
  std::optional<bool> scattered;
  for (const std::string& name : demand.devices) {
    const MemoryWish& other = workload.device(name)->wish;
    take_stricter(wish.below, other.below);
    take_stricter(wish.alignment, other.alignment);
    if (!demand.wish.is_private && other.is_private == true) wish.is_private = true;
    if (wish.pool.empty()) wish.pool = other.pool;
    // A buffer may be scattered only if every device that it passes through can do with that.
    if (other.contiguous) scattered = scattered.value_or(true) && !*other.contiguous;
    if (!other.contiguous) scattered = false;
  }
  if (!wish.contiguous && scattered) wish.contiguous = !*scattered;
  return wish;
}

std::vector<PlannedPool> choose_pools(const Workload& workload, const Device* device, bool split_by_limit) {
  return PoolChoice{workload, device, split_by_limit}.choose();
}

}  // namespace rampart
