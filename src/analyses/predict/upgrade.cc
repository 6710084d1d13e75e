#include "analyses/predict/upgrade.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace rampart {
namespace {

const PredictedRegion* find_region(const Prediction& prediction, std::string_view name) {
  const auto found = std::ranges::find(prediction.regions, name, &PredictedRegion::name);
  return found == prediction.regions.end() ? nullptr : &*found;
}

const RefusedRegion* find_refusal(const Prediction& prediction, std::string_view name) {
  const auto found = std::ranges::find(prediction.failed, name, &RefusedRegion::name);
  return found == prediction.failed.end() ? nullptr : &*found;
}

/// True if two kernels do the same with a region, as far as its user sees.
bool same_fate(const Prediction& a, const Prediction& b, std::string_view name) {
  const PredictedRegion* const in_a = find_region(a, name);
  const PredictedRegion* const in_b = find_region(b, name);
  if (in_a == nullptr || in_b == nullptr) {
    const RefusedRegion* const not_a = find_refusal(a, name);
    const RefusedRegion* const not_b = find_refusal(b, name);
    const bool same_words =
        (not_a == nullptr) == (not_b == nullptr) && (not_a == nullptr || not_a->reason == not_b->reason);
    return in_a == in_b && same_words;
  }
  return in_a->range == in_b->range && in_a->kind == in_b->kind &&
         in_a->attributes.is_default == in_b->attributes.is_default;
}

void add_name(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

std::vector<std::string> all_names(const std::vector<Prediction>& predictions) {
  std::vector<std::string> names;
  for (const Prediction& prediction : predictions) {
    for (const PredictedRegion& region : prediction.regions) add_name(names, region.name);
  }
  for (const Prediction& prediction : predictions) {
    for (const RefusedRegion& refusal : prediction.failed) add_name(names, refusal.name);
  }
  return names;
}

/// What each change alone would make of the older kernel's layout.
struct Trial {
  const KernelChange* change;
  Prediction prediction;
};

std::vector<Trial> trials_between(const BootSetup& setup, const KernelVersion& older, const KernelVersion& newer) {
  std::vector<Trial> trials;
  for (const KernelChange& change : kernel_changes()) {
    if (has_change(older, change) || !has_change(newer, change)) continue;
    KernelBehaviour behaviour = behaviour_of(older);
    change.apply(behaviour);
    trials.push_back({&change, predict(setup, behaviour)});
  }
  return trials;
}

}  // namespace

Upgrade compare_kernels(BootSetup setup, const std::vector<KernelVersion>& kernels) {
  Upgrade upgrade;
  for (const KernelVersion& kernel : kernels) {
    setup.kernel = kernel;
    upgrade.predictions.push_back(predict(setup));
  }
  for (const std::string& name : all_names(upgrade.predictions)) upgrade.rows.push_back({name, {}});
  for (std::size_t i = 0; i < kernels.size(); ++i) {
    const Prediction& newer = upgrade.predictions[i];
    const Prediction& older = upgrade.predictions[i == 0 ? 0 : i - 1];
    setup.kernel = older.kernel;
    const std::vector<Trial> trials = i == 0 ? std::vector<Trial>{} : trials_between(setup, older.kernel, newer.kernel);
    for (UpgradeRow& row : upgrade.rows) {
      UpgradeCell cell{.region = find_region(newer, row.name), .refusal = find_refusal(newer, row.name)};
      cell.differs = !same_fate(older, newer, row.name);
      const auto cause = std::ranges::find_if(
          trials, [&](const Trial& trial) { return same_fate(trial.prediction, newer, row.name); });
      if (cell.differs && cause != trials.end()) cell.cause = cause->change;
      if (cell.cause != nullptr && std::ranges::find(upgrade.causes, cell.cause) == upgrade.causes.end()) {
        upgrade.causes.push_back(cell.cause);
      }
      row.cells.push_back(cell);
    }
  }
  std::ranges::sort(upgrade.causes);  // the table is in the order of releases
  return upgrade;
}

}  // namespace rampart
