#include "analyses/zram/zram_advice.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/size_text.h"

namespace rampart {
namespace {

constexpr std::uint64_t assumed_ratio = 200;
constexpr std::uint64_t least_ratio = 125;
constexpr std::uint64_t most_ratio = 10'000;

std::string ratio_text(std::uint64_t hundredths) {
  return fmt::format("{}.{:02}:1", hundredths / 100, hundredths % 100);
}

Bytes whole_mib(std::uint64_t size) { return mib((size >> 20) + (size % mib(1).value != 0 ? 1 : 0)); }

/// `size` times `by` / `of`, without passing 64 bits for any memory of this world.
std::uint64_t scaled(std::uint64_t size, std::uint64_t by, std::uint64_t of) {
  return size / of * by + size % of * by / of;
}

const ZramMeasure* choose(const std::vector<ZramMeasure>& measures) {
  if (measures.empty()) return nullptr;
  const Bytes least = std::ranges::min(measures, {}, &ZramMeasure::memory).memory;
  const ZramMeasure* best = nullptr;
  for (const ZramMeasure& measure : measures) {
    if (measure.memory.value > least.value + least.value / 10) continue;
    if (best == nullptr || measure.write + measure.read < best->write + best->read) best = &measure;
  }
  return best;
}

void refuse(ZramAdvice& advice, Severity severity, std::string rule, std::string message, std::string help) {
  advice.findings.push_back({.rule = std::move(rule),
                             .severity = severity,
                             .message = std::move(message),
                             .help = std::move(help),
                             .regions = {},
                             .locations = {}});
}

void size_for_any(const MemInfo& info, ZramAdvice& advice) {
  const std::uint64_t total = info.mem_total.value_or(Bytes{}).value;
  const std::uint64_t full = std::min(scaled(total / 4, advice.ratio_hundredths, 100), total * 2);
  advice.size = whole_mib(full);
  advice.limit = whole_mib(scaled(full, 100, advice.ratio_hundredths));
  advice.worth = advice.size.value != 0;
  advice.reasons.push_back(fmt::format("when it is full it holds {} in {}: a quarter of RAM, at most twice the RAM",
                                       size_text(advice.size), size_text(advice.limit)));
}

void size_for_workload(const MemInfo& info, Bytes workload, ZramAdvice& advice) {
  const Bytes total = info.mem_total.value_or(Bytes{});
  const Bytes anonymous = info.anon_pages.value_or(Bytes{});
  const Bytes taken = saturating_sub(saturating_sub(total, info.mem_available.value_or(Bytes{})), anonymous);
  const Bytes needed = saturating_add(workload, taken);
  advice.missing = static_cast<std::int64_t>(needed.value) - static_cast<std::int64_t>(total.value);
  advice.reasons.push_back(fmt::format("the workload's {} and {} that is taken otherwise are {} of {} of RAM",
                                       size_text(workload), size_text(taken), size_text(needed), size_text(total)));
  if (*advice.missing <= 0) {
    advice.reasons.push_back(
        fmt::format("it fits without, with {} to spare", size_text({static_cast<std::uint64_t>(-*advice.missing)})));
    return;
  }
  const auto missing = static_cast<std::uint64_t>(*advice.missing);
  const std::uint64_t moved = scaled(missing, advice.ratio_hundredths, advice.ratio_hundredths - 100);
  if (moved > workload.value) {
    advice.fits = false;
    refuse(advice, Severity::Error, "workload-too-large",
           fmt::format("{} are missing, and all of the workload compressed at {} saves only {}", size_text({missing}),
                       ratio_text(advice.ratio_hundredths),
                       size_text({workload.value - scaled(workload.value, 100, advice.ratio_hundredths)})),
           "use less, give a pool back (`rampart status --account` names the knobs), or swap to a disk as well");
    return;
  }
  advice.worth = true;
  advice.size = whole_mib(moved + moved / 8);
  advice.limit = whole_mib(scaled(advice.size.value, 100, advice.ratio_hundredths));
  advice.reasons.push_back(
      fmt::format("{} of it compressed at {} give back the {} that are missing; an eighth more for "
                  "slots that stay taken",
                  size_text({moved}), ratio_text(advice.ratio_hundredths), size_text({missing})));
  if (moved > workload.value / 2) {
    refuse(advice, Severity::Warning, "zram-thrashing",
           fmt::format("{} of {} would lie compressed: programs that use all of it will be slow", size_text({moved}),
                       size_text(workload)),
           "zram suits memory that is seldom touched");
  }
}

}  // namespace

std::uint64_t ZramMeasure::ratio_hundredths() const {
  if (memory.value == 0) return original.value == 0 ? 100 : most_ratio;
  return std::min(scaled(original.value, 100, memory.value), most_ratio);
}

std::string_view to_string(ZramMethod method) {
  static constexpr std::string_view names[] = {"none", "spare-zram", "libraries"};
  return names[static_cast<std::size_t>(method)];
}

ZramAdvice advise_zram(const ZramAdviceFacts& facts) {
  ZramAdvice advice;
  const ZramMeasure* const chosen = choose(facts.measures);
  advice.ratio_assumed = chosen == nullptr;
  advice.ratio_hundredths = chosen == nullptr ? assumed_ratio : chosen->ratio_hundredths();
  if (chosen != nullptr) {
    advice.algorithm = chosen->algorithm;
    advice.reasons.push_back(fmt::format("{}: the fastest of those within a tenth of the least memory, {}",
                                         chosen->algorithm, ratio_text(advice.ratio_hundredths)));
  } else {
    advice.reasons.push_back("nothing was measured: 2:1 is assumed");
  }
  if (advice.ratio_hundredths < least_ratio) {
    refuse(advice, Severity::Warning, "zram-not-worth",
           fmt::format("this system's memory compresses only {}: compressed swap would cost nearly what it frees",
                       ratio_text(advice.ratio_hundredths)),
           "media, models and what is encrypted do not compress");
    return advice;
  }
  if (facts.workload) {
    size_for_workload(facts.meminfo, *facts.workload, advice);
  } else {
    size_for_any(facts.meminfo, advice);
  }
  return advice;
}

}  // namespace rampart
