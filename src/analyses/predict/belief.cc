#include "analyses/predict/belief.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "analyses/cma_granule.h"
#include "base/size_text.h"

namespace rampart {
namespace {

/// Kernels of which boots were compared with predictions: architecture, series, and the build where it is not the
/// usual.
struct Charted {
  Architecture architecture;
  KernelVersion series;
  Bytes page = kib(4);
  bool lpae = false;
};
constexpr Charted charted[] = {
    {Architecture::Arm64, {5, 10}},
    {Architecture::Arm64, {6, 1}},
    {Architecture::Arm64, {6, 12}},
    {Architecture::Arm64, {6, 12}, kib(16)},
    {Architecture::Arm64, {6, 12}, kib(64)},
    {Architecture::Arm64, {7, 2}},
    {Architecture::Riscv64, {6, 12}},
    {Architecture::Arm, {6, 1}},
    {Architecture::Arm, {6, 1}, kib(4), true},
};

bool is_of_series(const Charted& entry, const BootSetup& setup) {
  return entry.architecture == setup.architecture && entry.series.same_series(setup.kernel);
}

bool is_charted(const BootSetup& setup) {
  return std::ranges::any_of(charted, [&](const Charted& entry) { return is_of_series(entry, setup); });
}

bool is_charted_build(const BootSetup& setup) {
  const Bytes page = page_size_of(setup.config);
  const bool lpae = setup.config.layout.lpae == true;
  return std::ranges::any_of(charted, [&](const Charted& entry) {
    return is_of_series(entry, setup) && entry.page == page && entry.lpae == lpae;
  });
}

bool is_booted_series(const KernelVersion& version) {
  return std::ranges::any_of(charted, [&](const Charted& entry) { return entry.series.same_series(version); });
}

/// The booted series around a version: what changed between the two is where a belief can be wrong.
std::pair<KernelVersion, KernelVersion> neighbours(const KernelVersion& version) {
  KernelVersion before = oldest_known_kernel;
  KernelVersion after = newest_known_kernel;
  for (const Charted& entry : charted) {
    if (compare(entry.series, version) < 0 && compare(before, entry.series) < 0) before = entry.series;
    if (compare(version, entry.series) < 0 && compare(entry.series, after) < 0) after = entry.series;
  }
  return {before, after};
}

bool same_layout(const Prediction& a, const Prediction& b) {
  return a.regions == b.regions && a.failed == b.failed && a.cma_total == b.cma_total;
}

std::string stated(const BootSetup& setup) {
  return fmt::format("Linux {} on {}", to_string(setup.kernel), to_string(setup.architecture));
}

Finding note(std::string rule, std::string message, std::string help) {
  return {.rule = std::move(rule),
          .severity = Severity::Note,
          .message = std::move(message),
          .help = std::move(help),
          .regions = {},
          .locations = {}};
}

/// What a build has that no booted one of its series had; empty if nothing.
std::string uncharted_build(const BootSetup& setup) {
  if (is_charted_build(setup)) return "";
  const Bytes page = page_size_of(setup.config);
  if (page != kib(4)) return fmt::format("pages of {}", size_text(page));
  return setup.config.layout.lpae == true ? "LPAE" : "";
}

/// The behaviour of a version in which one change is there that is not, or is not there that is.
KernelBehaviour behaviour_with_flip(const KernelVersion& version, const KernelChange& flipped) {
  KernelBehaviour behaviour;
  for (const KernelChange& change : kernel_changes()) {
    if (has_change(version, change) != (&change == &flipped)) change.apply(behaviour);
  }
  return behaviour;
}

}  // namespace

std::vector<Finding> notes_on_belief(const BootSetup& setup, const Prediction& prediction) {
  std::vector<Finding> notes;
  if (!is_charted(setup)) {
    notes.push_back(note("not-charted",
                         fmt::format("{}: no boot of it was compared with a prediction; its behaviour is put together "
                                     "from the versions around it",
                                     stated(setup)),
                         "boot it with `rampart verify --kernel-image`, or compare with `--observed`"));
  }
  if (const std::string build = uncharted_build(setup); !build.empty()) {
    notes.push_back(note("not-charted",
                         fmt::format("{} with {}: no boot of such a kernel was compared with a prediction; its layout "
                                     "is put together from its source",
                                     stated(setup), build),
                         "boot it with `rampart verify --kernel-image`, or compare with `--observed`"));
  }
  if (is_booted_series(setup.kernel)) return notes;
  const auto [before, after] = neighbours(setup.kernel);
  for (const KernelChange& change : kernel_changes()) {
    const bool lies_between = !has_change(before, change) && has_change(after, change);
    if (!lies_between || change.evidence != Evidence::Believed) continue;
    if (same_layout(prediction, predict(setup, behaviour_with_flip(setup.kernel, change)))) continue;
    notes.push_back(
        note("rests-on-belief",
             fmt::format("this prediction would be another if Linux {} {}: {}", to_string(setup.kernel),
                         has_change(setup.kernel, change) ? "did not have this yet" : "had this already", change.what),
             std::string{change.source}));
  }
  return notes;
}

}  // namespace rampart
