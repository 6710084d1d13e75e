#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/python_heap.h"
#include "base/size_text.h"

namespace rampart {
namespace {

/// How a firmware drives PSRAM.
enum class Mode { Unknown, None, Quad, Octal };

/// What a MicroPython build is for, by the board part of its banner: `Generic ESP32S3 module with Octal-SPIRAM`.
struct Build {
  const Clue* clue = nullptr;
  std::string variant;  ///< As facts have it.
  Mode mode = Mode::Unknown;
  bool is_s3 = false;
  bool says_psram = false;
};

Build build_of(const Story& story) {
  Build build;
  build.clue = story.last(LogFact::PythonBanner);
  if (build.clue == nullptr) return build;
  const std::string_view board = build.clue->event.other;
  build.is_s3 = board.contains("ESP32S3") || board.contains("ESP32-S3");
  if (board.contains("spiram octal") || board.contains("Octal-SPIRAM")) {
    build.mode = Mode::Octal;
    build.variant = "Octal-SPIRAM";
  } else if (board.contains("spiram") || board.contains("SPIRAM")) {
    build.mode = Mode::Quad;
    build.variant = "spiram (quad)";
  } else if (board.contains("Generic ESP32S3 module")) {
    build.mode = Mode::Quad;  // since 1.21 the plain build drives quad PSRAM where there is some
    build.variant = "generic (quad)";
    return build;
  } else if (board.contains("ESP32S3 module") || board.contains("ESP32 module")) {
    build.mode = Mode::None;
    build.variant = "without PSRAM";
    return build;
  }
  build.says_psram = build.mode != Mode::Unknown;
  return build;
}

/// Which driver of ESP-IDF spoke. That of 4.4 for quad PSRAM says `psram`, that for octal `opi psram`.
Mode mode_of_driver(const std::vector<const Clue*>& failures) {
  for (const Clue* const clue : failures) {
    const std::string_view tag = clue->event.other;
    if (tag == "octal_psram" || clue->event.text.contains("opi psram")) return Mode::Octal;
    if (tag == "quad_psram" || tag == "psram") return Mode::Quad;
  }
  return Mode::Unknown;
}

std::string_view word(Mode mode) {
  switch (mode) {
    case Mode::Octal:
      return "Octal-SPIRAM";
    case Mode::Quad:
      return "quad (SPIRAM)";
    default:
      return "SPIRAM";
  }
}

/// What a build has to be flashed for instead. A build without PSRAM may be on a board with either.
Mode needed_in_place_of(Mode mode) { return mode == Mode::Octal ? Mode::Quad : Mode::Octal; }

void tell_remedy(CauseDraft& cause, Mode has) {
  const Mode needed = needed_in_place_of(has);
  cause.fact("needed_variant", word(needed));
  if (needed == Mode::Octal) {
    cause.remedy(
        {"flash the Octal-SPIRAM build on a module with 8 MB or more (R8, R16): ESP32_GENERIC_S3-SPIRAM_OCT; in "
         "ESP-IDF set CONFIG_SPIRAM_MODE_OCT=y. If the module has no R in its name, it has no PSRAM",
         "在 8 MB 及以上的模组（R8、R16）上刷 Octal-SPIRAM 固件：ESP32_GENERIC_S3-SPIRAM_OCT；ESP-IDF 中设 "
         "CONFIG_SPIRAM_MODE_OCT=y。型号中没有 R 的模组不带 PSRAM"});
    return;
  }
  cause.remedy(
      {"flash the plain build, which drives quad PSRAM (R2, and no more than 4 MB): ESP32_GENERIC_S3; in ESP-IDF "
       "set CONFIG_SPIRAM_MODE_QUAD=y",
       "刷普通固件，它驱动 quad PSRAM（R2，至多 4 MB）：ESP32_GENERIC_S3；ESP-IDF 中设 CONFIG_SPIRAM_MODE_QUAD=y"});
}

/// The firmware says itself that PSRAM did not answer.
void explain_failure(const Story& story, CauseReport& report, const Build& build,
                     const std::vector<const Clue*>& failures) {
  const Mode driver = mode_of_driver(failures);
  const Mode mode = driver != Mode::Unknown ? driver : build.mode;
  CauseDraft cause = report.likely({"the firmware drives PSRAM in another mode than the module's, or there is none",
                                    "固件的 PSRAM 模式与模组不符，或模组没有 PSRAM"});
  cause.evidence_of(failures).evidence(build.clue);
  if (const auto& id = failures.front()->event.limit) cause.fact("psram_id", *id);
  const std::string variant = mode == Mode::Octal ? "octal" : mode == Mode::Quad ? "quad" : "unknown";
  cause.fact("firmware_variant", build.variant.empty() ? variant : build.variant);
  const auto free = python_free(story);
  if (!free.empty()) cause.evidence(free.back().clue).fact("free_bytes", free.back().size);
  cause.detail(
      {"the {0} driver read no valid identity: an octal part does not answer a quad driver, nor a quad part an "
       "octal one",
       "{0} 驱动没有读到有效的标识：octal 器件不响应 quad 驱动，反之亦然"},
      variant);
  tell_remedy(cause, mode);
}

/// The heap alone shows that PSRAM is not used, of a build that is said to have it.
void explain_small_heap(const Story& story, CauseReport& report, const Build& build) {
  const auto free = python_free(story);
  // The heap of a growing build begins with 64000 bytes, of the first ESP32 with 56000: that is mostly sold without.
  const bool grows = std::ranges::any_of(story.clues(LogFact::PythonHeap), [](const Clue* clue) {
    return clue->event.amounts.size() > 3 && clue->event.amounts[0] > 56000;
  });
  if (free.empty() || (build.clue == nullptr ? !grows : !build.is_s3 && !build.says_psram)) return;
  const bool is_small =
      std::ranges::all_of(free, [](const PythonFree& each) { return each.size < most_internal_heap; }) &&
      python_heap(story).value_or(Bytes{}) < most_internal_heap;
  if (!is_small) return;
  CauseDraft cause = report.add(build.says_psram ? Confidence::Likely : Confidence::Possible,
                                {"the interpreter has internal RAM only: this build does not find the module's PSRAM",
                                 "解释器只用到了片内 RAM：该固件没有找到模组的 PSRAM"});
  if (!build.says_psram) cause.severity(Severity::Warning);
  cause.evidence(build.clue);
  for (const PythonFree& each : free) cause.evidence(each.clue);
  cause.fact("free_bytes", free.back().size).fact("heap_bytes", python_heap(story));
  if (!build.variant.empty()) cause.fact("firmware_variant", build.variant);
  cause.detail({"{0} free, what the heap may still grow by included; with PSRAM in use it is millions of bytes",
                "可用 {0}（含堆还能增长的部分）；用上 PSRAM 时应为数百万字节"},
               size_text(free.back().size));
  tell_remedy(cause, build.mode);
}

void explain(const Story& story, CauseReport& report) {
  if (story.has(LogFact::PsramFound)) return;
  const Build build = build_of(story);
  const auto lines = story.clues(LogFact::PsramFailed);
  if (!lines.empty()) return explain_failure(story, report, build, {lines.begin(), lines.end()});
  explain_small_heap(story, report, build);
}

}  // namespace

extern const CauseRule psram_variant_cause{
    .id = "psram-variant",
    .cause_class = "psram_variant",
    .severity = Severity::Error,
    .title = {"the firmware is built for another PSRAM", "固件的 PSRAM 类型与模组不符"},
    .explanation =
        {"ESP32-S3 modules carry quad PSRAM (R2) or octal PSRAM (R8, R16), and a firmware drives one of them. Built "
         "for "
         "the other it reads no identity and goes on without PSRAM, or stops in a boot loop. MicroPython then has "
         "about 260 KB in all, or a heap of 64000 bytes that may grow by 64 KiB more.\n\n"
         "A module without PSRAM looks the same: its name tells.",
         "ESP32-S3 模组带 quad PSRAM（R2）或 octal "
         "PSRAM（R8、R16），固件只驱动其中一种。类型不符时读不到标识，要么不带 PSRAM "
         "继续运行，要么反复重启。此时 MicroPython 总共约有 260 KB，或 64000 字节的堆外加可增长的 64 KiB。\n\n"
         "没有 PSRAM 的模组表现相同：看型号便知。"},
    .remedy = {"flash the build for the module's PSRAM", "刷与模组 PSRAM 相符的固件"},
    .explain = explain,
};

}  // namespace rampart
