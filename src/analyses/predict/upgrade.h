#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analyses/boot_setup.h"
#include "analyses/predict/prediction.h"
#include "knowledge/kernel_behaviour.h"

namespace rampart {

/// One region in one kernel.
struct UpgradeCell {
  const PredictedRegion* region = nullptr;  ///< Null if it is not made.
  const RefusedRegion* refusal = nullptr;   ///< Why; null if nothing is said of it.
  const KernelChange* cause = nullptr;      ///< What made it differ from the kernel before; null if nothing or unknown.
  bool differs = false;                     ///< From the kernel before.
};

/// One region in all kernels.
struct UpgradeRow {
  std::string name;
  std::vector<UpgradeCell> cells;
};

/// Several kernels beside each other.
struct Upgrade {
  std::vector<Prediction> predictions;
  std::vector<UpgradeRow> rows;  ///< Of every region that one of them makes or refuses; points into `predictions`.
  std::vector<const KernelChange*> causes;  ///< Of all cells, oldest first.

  Upgrade() = default;
  Upgrade(const Upgrade&) = delete;
  Upgrade& operator=(const Upgrade&) = delete;
  Upgrade(Upgrade&&) = default;
  Upgrade& operator=(Upgrade&&) = default;
  ~Upgrade() = default;
};

/// Predicts for each kernel, and says which change of the kernel moved what: the one that alone, made in the older
/// kernel, gives the newer one's result.
Upgrade compare_kernels(BootSetup setup, const std::vector<KernelVersion>& kernels);

}  // namespace rampart
