#pragma once

#include <vector>

#include <rampart/model/finding.h>

#include "analyses/boot_setup.h"
#include "analyses/map_diff.h"
#include "analyses/predict/prediction.h"

namespace rampart {

/// What a change does to the layout that one kernel makes.
struct ReserveEffect {
  Prediction before;
  Prediction after;
  std::vector<Change> changes;        ///< Of the predicted maps.
  std::vector<Finding> new_findings;  ///< Of `check` and the prediction, that there were not before; errors first.
  std::vector<RefusedRegion> newly_refused;  ///< Regions that the kernel turns down, and did not before.

  /// Whether the change makes something wrong that was not: such a change is not applied.
  bool has_new_error() const;
};

/// Predicts and checks both layouts for the kernel of the setups. Findings are the same if their rule and severity are
/// and they concern the same regions, unit addresses aside: what only moved is nothing new.
ReserveEffect reserve_effect(const BootSetup& before, const BootSetup& after);

}  // namespace rampart
