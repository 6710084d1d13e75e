#include "model/workload.h"

#include <algorithm>

namespace rampart {
namespace {

struct PoolKindWord {
  PoolKind kind;
  std::string_view word;
};
constexpr PoolKindWord pool_kind_words[] = {{PoolKind::System, "system"},     {PoolKind::Cma, "cma"},
                                            {PoolKind::Coherent, "coherent"}, {PoolKind::NoMap, "no-map"},
                                            {PoolKind::Cmm, "cmm"},           {PoolKind::Ion, "ion"}};

}  // namespace

std::string_view to_string(PoolKind kind) {
  const auto* const found = std::ranges::find(pool_kind_words, kind, &PoolKindWord::kind);
  return found == std::end(pool_kind_words) ? "" : found->word;
}

std::optional<PoolKind> pool_kind_from(std::string_view word) {
  const auto* const found = std::ranges::find(pool_kind_words, word, &PoolKindWord::word);
  return found == std::end(pool_kind_words) ? std::nullopt : std::optional{found->kind};
}

std::string_view to_string(DemandKind kind) {
  switch (kind) {
    case DemandKind::Buffer:
      return "buffer";
    case DemandKind::Model:
      return "model";
    case DemandKind::Queue:
      return "queue";
  }
  return "";
}

const WorkloadDevice* Workload::device(std::string_view wanted) const {
  const auto found = std::ranges::find(devices, wanted, &WorkloadDevice::name);
  return found == devices.end() ? nullptr : &*found;
}

const WorkloadPool* Workload::pool(std::string_view wanted) const {
  const auto found = std::ranges::find(pools, wanted, &WorkloadPool::name);
  return found == pools.end() ? nullptr : &*found;
}

bool is_meant(const Demand& demand, std::string_view name) {
  return demand.name == name || std::ranges::find(demand.devices, name) != demand.devices.end();
}

}  // namespace rampart
