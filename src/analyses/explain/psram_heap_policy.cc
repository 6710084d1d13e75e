#include <algorithm>
#include <bit>
#include <optional>
#include <string_view>
#include <vector>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/psram_signs.h"
#include "analyses/explain/python_heap.h"
#include "base/size_text.h"

namespace rampart {
namespace {

/// Half, give or take what the interpreter and the system take.
bool is_about_half(Bytes part, Bytes whole) {
  return part.value >= whole.value / 100 * 46 && part.value <= whole.value / 100 * 54;
}

/// PSRAM comes in powers of two, and an empty heap has nearly all of it.
std::optional<Bytes> psram_holding(Bytes heap) {
  const Bytes whole{std::bit_ceil(heap.value)};
  return heap.value >= whole.value / 100 * 92 ? std::optional{whole} : std::nullopt;
}

CauseDraft report_half(CauseReport& report, Confidence confidence) {
  return report.add(confidence, {"the interpreter takes half of the PSRAM by design", "解释器按设计只占用一半 PSRAM"});
}

void tell_remedy(CauseDraft& cause) {
  cause.remedy(
      {"use MicroPython 1.21 or later, whose heap grows on demand, or accept it: the other half serves the "
       "system's heap (esp32.idf_heap_info(esp32.HEAP_DATA) shows it)",
       "使用堆可按需增长的 MicroPython 1.21 或更新版本，或接受现状：另一半由系统堆使用"
       "（esp32.idf_heap_info(esp32.HEAP_DATA) 可见）"});
}

/// A build that takes half of all memory, on PSRAM whose size nobody tells.
bool explain_known_build(CauseReport& report, const PsramSigns& signs, const std::vector<PythonFree>& free) {
  if (signs.policy != PythonHeapPolicy::HalfAtBoot || free.empty() || signs.size) return false;
  const auto half = psram_holding(free.back().size);
  if (free.back().size < mib(1) || !half) return false;
  const Bytes psram{half->value * 2};
  CauseDraft cause = report_half(report, Confidence::Possible);
  cause.evidence(signs.firmware_clue).evidence(free.back().clue);
  cause.fact("psram_bytes", psram).fact("free_after_bytes", free.back().size);
  cause.detail({"builds of this day take half of all memory: {0} free looks like half of {1}",
                "该时期的固件占用全部内存的一半：可用 {0}，像是 {1} 的一半"},
               size_text(free.back().size), size_text(psram));
  tell_remedy(cause);
  return true;
}

/// Two builds on one board: one has all of the PSRAM, the other half.
bool explain_two_builds(CauseReport& report, const std::vector<PythonFree>& free) {
  for (std::size_t i = 1; i < free.size(); ++i) {
    const auto& [before, after] =
        std::minmax(free[i - 1], free[i], [](const PythonFree& a, const PythonFree& b) { return b.size < a.size; });
    const auto psram = psram_holding(before.size);
    if (before.size < mib(1) || !psram || !is_about_half(after.size, *psram)) continue;
    CauseDraft cause = report_half(report, Confidence::Likely);
    cause.evidence(free[i - 1].clue).evidence(free[i].clue);
    cause.fact("free_before_bytes", before.size).fact("free_after_bytes", after.size).fact("psram_bytes", *psram);
    cause.detail({"{0} free in one answer and {1} in the other: all and half of {2}. Nothing is broken",
                  "一次可用 {0}，另一次 {1}：分别是 {2} 的全部与一半。没有故障"},
                 size_text(before.size), size_text(after.size), size_text(*psram));
    tell_remedy(cause);
    return true;
  }
  return false;
}

/// PSRAM of a known size, half of which is heap.
bool explain_known_size(const Story& story, CauseReport& report, const PsramSigns& signs,
                        const std::vector<PythonFree>& free) {
  if (signs.state != PsramSigns::State::InUse || !signs.size || free.empty()) return false;
  if (signs.policy == PythonHeapPolicy::OnDemand) return false;  // what is missing is a program's, or ESP-IDF's
  const Bytes heap = std::max(free.back().size, python_heap(story).value_or(Bytes{}));
  if (heap < mib(1) || !is_about_half(heap, *signs.size)) return false;
  CauseDraft cause = report_half(report, Confidence::Likely);
  cause.evidence(signs.size_clue).evidence(free.back().clue);
  cause.fact("psram_bytes", *signs.size).fact("free_after_bytes", free.back().size);
  cause.detail({"{0} of {1} is heap", "{1} 中有 {0} 是堆"}, size_text(heap), size_text(*signs.size));
  tell_remedy(cause);
  return true;
}

/// The first chip can address no more.
void explain_window(const Story& story, CauseReport& report) {
  const Clue* const found = story.last(LogFact::PsramFound);
  const Clue* const added = story.last(LogFact::PsramAdded);
  if (found == nullptr || added == nullptr || !found->event.size || !added->event.size) return;
  const Bytes mapped = find_microcontroller("ESP32")->psram_most;
  const bool is_all_mapped = *added->event.size <= mapped && *added->event.size >= saturating_sub(mapped, kib(256));
  if (*found->event.size <= mapped || !is_all_mapped) return;
  CauseDraft cause =
      report.certain({"the ESP32 maps {0} of its {1} of PSRAM, by design", "ESP32 按设计只映射 {1} PSRAM 中的 {0}"},
                     size_text(*added->event.size), size_text(*found->event.size));
  cause.evidence(found).evidence(added);
  cause.fact("psram_bytes", *found->event.size).fact("heap_bytes", *added->event.size);
  cause.remedy(
      {"nothing to repair; what lies above 4 MiB is reached through the himem API of ESP-IDF (esp_himem_alloc), "
       "or take an ESP32-S3, which maps all of it",
       "无需修复；4 MiB 以上的部分需通过 ESP-IDF 的 himem 接口（esp_himem_alloc）访问，或改用可全部映射的 ESP32-S3"});
}

void explain(const Story& story, CauseReport& report) {
  const std::vector<PythonFree> free = python_free(story);
  const PsramSigns signs = psram_signs(story);
  if (explain_two_builds(report, free) || explain_known_size(story, report, signs, free) ||
      explain_known_build(report, signs, free)) {
    return;
  }
  explain_window(story, report);
}

}  // namespace

extern const CauseRule psram_heap_policy_cause{
    .id = "psram-heap-policy",
    .cause_class = "psram_heap_policy",
    .severity = Severity::Note,
    .title = {"part of the PSRAM is left out of the heap by design", "按设计，部分 PSRAM 不进入堆"},
    .explanation =
        {"MicroPython on ESP-IDF 5 gave the interpreter half of the PSRAM and left the rest to the system's heap, in "
         "builds of June to August 2023 (1.20.0-237 to 1.20.0-353); since then the heap grows on demand. The first "
         "ESP32 "
         "maps 4 MiB of any PSRAM, whatever is fitted.",
         "基于 ESP-IDF 5 的 MicroPython 在 2023 年 6 月至 8 月的版本（1.20.0-237 至 1.20.0-353）只把一半 PSRAM "
         "给解释器，其余留给系统堆；此后改为按需增长的堆。初代 ESP32 无论装多大的 PSRAM 都只映射 4 MiB。"},
    .remedy = {"use a build with the growing heap, or accept it", "使用堆可增长的版本，或接受现状"},
    .explain = explain,
};

}  // namespace rampart
