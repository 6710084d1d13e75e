#include "analyses/reserve/reserve_effect.h"

#include <algorithm>
#include <string>
#include <utility>

#include "analyses/check/check.h"
#include "analyses/predict/predicted_map.h"

namespace rampart {
namespace {

/// What makes two findings the same: regions may have new unit addresses, and messages other numbers.
struct FindingKey {
  std::string rule;
  std::vector<std::string> regions;
  Severity severity{};

  bool is_alike(const FindingKey& other) const { return rule == other.rule && regions == other.regions; }
  friend bool operator==(const FindingKey&, const FindingKey&) = default;
};

FindingKey finding_key(const Finding& finding) {
  std::vector<std::string> regions;
  for (const std::string& region : finding.regions) regions.push_back(region.substr(0, region.find('@')));
  std::ranges::sort(regions);
  return {finding.rule, std::move(regions), finding.severity};
}

std::vector<Finding> all_findings_of(const BootSetup& setup, const Prediction& prediction) {
  std::vector<Finding> findings = check(setup, {.kernel_stated = true});
  for (const Finding& finding : prediction.findings) {
    const FindingKey key = finding_key(finding);
    if (std::ranges::find(findings, key, finding_key) == findings.end()) findings.push_back(finding);
  }
  return findings;
}

/// Those of `after` that `before` has not; where there are several alike, as many as there are more of them.
std::vector<Finding> findings_beyond(const std::vector<Finding>& before, std::vector<Finding> after) {
  std::vector<FindingKey> known;
  for (const Finding& finding : before) known.push_back(finding_key(finding));
  std::erase_if(after, [&](const Finding& finding) {
    // One that only weighs less now is not new either.
    const auto same = std::ranges::find_if(known, [key = finding_key(finding)](const FindingKey& old) {
      return old.is_alike(key) && old.severity <= key.severity;
    });
    if (same == known.end()) return false;
    known.erase(same);
    return true;
  });
  std::ranges::stable_sort(after, {}, &Finding::severity);
  return after;
}

std::string_view name_without_address(const RefusedRegion& region) {
  return std::string_view{region.name}.substr(0, region.name.find('@'));
}

std::vector<RefusedRegion> refused_beyond(const Prediction& before, const Prediction& after) {
  std::vector<RefusedRegion> refused;
  for (const RefusedRegion& region : after.failed) {
    const bool is_known = std::ranges::any_of(before.failed, [&](const RefusedRegion& old) {
      return name_without_address(old) == name_without_address(region) && old.reason == region.reason;
    });
    if (!is_known) refused.push_back(region);
  }
  return refused;
}

}  // namespace

bool ReserveEffect::has_new_error() const {
  // That cma= takes the place of the tree's pool may be what was asked for: `check` warns of it.
  const bool is_refused =
      std::ranges::any_of(newly_refused, [](const RefusedRegion& region) { return region.reason != "bypass"; });
  return is_refused ||
         std::ranges::any_of(new_findings, [](const Finding& finding) { return finding.severity == Severity::Error; });
}

ReserveEffect reserve_effect(const BootSetup& before, const BootSetup& after) {
  ReserveEffect effect{
      .before = predict(before), .after = predict(after), .changes = {}, .new_findings = {}, .newly_refused = {}};
  const MapView old_map = predicted_map(effect.before, before.loaded, "");
  const MapView new_map = predicted_map(effect.after, after.loaded, "");
  effect.changes = map_diff(old_map.map, new_map.map);
  effect.new_findings = findings_beyond(all_findings_of(before, effect.before), all_findings_of(after, effect.after));
  effect.newly_refused = refused_beyond(effect.before, effect.after);
  return effect;
}

}  // namespace rampart
