#include "analyses/reserve/reserve_report.h"

#include <algorithm>

#include "assemble/declared_map.h"
#include "model/range_text.h"

namespace rampart {

bool ReserveReport::has_new_error() const {
  return std::ranges::any_of(effects, [](const ReserveEffect& effect) { return effect.has_new_error(); });
}

std::string missing_in(const DeviceTree& tree, const ReservePlan& plan) {
  const DeclaredMap map = declared_map(tree);
  std::string missing;
  for (const ReserveStep& step : plan.steps) {
    if (!step.to || step.region.ends_with('=')) continue;
    const std::string& name = step.renamed.empty() ? step.region : step.renamed;
    const bool is_there = std::ranges::any_of(
        map.regions, [&](const Region& region) { return region.name == name && region.range == *step.to; });
    if (!is_there) missing += (missing.empty() ? "" : ", ") + name + " at " + range_text(*step.to);
  }
  return missing;
}

}  // namespace rampart
