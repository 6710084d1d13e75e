#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/psram_signs.h"
#include "analyses/explain/psram_words.h"
#include "analyses/explain/python_heap.h"
#include "base/size_text.h"

namespace rampart {
namespace {

/// What has to be flashed: for what is fitted, else for what the present build does not drive. A build without PSRAM
/// may be on a module with either.
PsramMode needed_mode(const PsramSigns& signs) {
  if (signs.fitted) return *signs.fitted;
  if (signs.chip != nullptr && signs.chip->psram_modes.size() == 1) return signs.chip->psram_modes.front();
  return signs.drives == PsramMode::Octal ? PsramMode::Quad : PsramMode::Octal;
}

void tell_parts(CauseDraft& cause, const Story& story, const PsramSigns& signs) {
  cause.evidence(signs.firmware_clue).evidence(signs.module_clue);
  if (!signs.firmware.variant.empty()) cause.fact("firmware_variant", signs.firmware.variant);
  if (signs.module && signs.module->psram) cause.fact("psram_bytes", *signs.module->psram);
  const auto free = python_free(story);
  if (!free.empty()) cause.evidence(free.back().clue).fact("free_bytes", free.back().size);
}

/// The right build is on it already: another file helps nobody.
void tell_hardware(CauseDraft& cause) {
  cause.remedy(
      {"no other build will help: read the module's name on its can (relabelled modules are common), look at its "
       "supply "
       "and solder joints, and try another module",
       "换固件没有用：核对屏蔽罩上的模组型号（改标的模组很常见），检查供电与焊点，并换一个模组再试"});
}

/// No PSRAM answers on a chip that drives it in one way only.
void explain_no_answer(const Story& story, CauseReport& report, const PsramSigns& signs) {
  CauseDraft cause =
      report.likely({"the firmware looks for PSRAM and none answers: the module has none, or it is broken",
                     "固件查找 PSRAM 但没有响应：模组不带 PSRAM，或已损坏"});
  cause.evidence_of(story.clues(LogFact::PsramFailed));
  if (!story.has(LogFact::ChipAborted)) cause.severity(Severity::Warning);
  if (const auto& id = story.first(LogFact::PsramFailed)->event.limit) cause.fact("psram_id", *id);
  tell_parts(cause, story, signs);
  cause.follows_of(story.clues(LogFact::ChipAborted));
  if (signs.has_psram()) {
    tell_hardware(cause);
    return;
  }
  tell_firmware(cause, story, signs, PsramMode::None);
}

/// The firmware says itself that PSRAM did not answer.
void explain_failure(const Story& story, CauseReport& report, const PsramSigns& signs) {
  if (signs.chip != nullptr && signs.chip->psram_modes.size() == 1) return explain_no_answer(story, report, signs);
  const bool is_right = signs.fitted && signs.drives == signs.fitted;
  const bool is_wrong = signs.fitted && signs.drives && !is_right;
  const std::string driver = signs.drives ? std::string{to_string(*signs.drives)} : "unknown";
  CauseDraft cause =
      is_right ? report.possible({"the firmware drives {0} PSRAM, which the module has, and it does not answer",
                                  "固件驱动的 {0} PSRAM 与模组一致，但没有响应"},
                                 driver)
      : is_wrong
          ? report.certain({"the firmware drives {0} PSRAM, the module's is {1}", "固件驱动 {0} PSRAM，模组的是 {1}"},
                           driver, to_string(*signs.fitted))
          : report.likely({"the firmware drives PSRAM in another mode than the module's, or there is none",
                           "固件的 PSRAM 模式与模组不符，或模组没有 PSRAM"});
  cause.evidence_of(story.clues(LogFact::PsramFailed));
  if (const auto& id = story.first(LogFact::PsramFailed)->event.limit) cause.fact("psram_id", *id);
  if (signs.firmware.variant.empty()) cause.fact("firmware_variant", driver);
  tell_parts(cause, story, signs);
  cause.follows_of(story.clues(LogFact::ChipAborted));
  if (is_right) return tell_hardware(cause);
  cause.detail(
      {"the {0} driver read no valid identity: an octal part does not answer a quad driver, nor a quad part an "
       "octal one",
       "{0} 驱动没有读到有效的标识：octal 器件不响应 quad 驱动，反之亦然"},
      driver);
  tell_firmware(cause, story, signs, needed_mode(signs));
}

/// True if a heap in internal RAM alone is less than the board is said to have.
bool should_have_psram(const Story& story, const PsramSigns& signs) {
  if (signs.has_psram() || signs.firmware.is_for_psram) return true;
  if (signs.firmware_clue != nullptr) return signs.chip != nullptr && signs.chip->name == "ESP32-S3";
  // The heap of a growing build begins with 64000 bytes, of the first ESP32 with 56000: that is mostly sold without.
  return std::ranges::any_of(story.clues(LogFact::PythonHeap), [](const Clue* clue) {
    return clue->event.amounts.size() > 3 && clue->event.amounts[0] > 56000;
  });
}

CauseDraft report_small_heap(CauseReport& report, const PsramSigns& signs) {
  const bool is_wrong = signs.fitted && signs.drives && *signs.drives != *signs.fitted;
  if (signs.has_psram() && signs.fitted) {
    return report.add(is_wrong ? Confidence::Certain : Confidence::Likely,
                      {"the interpreter has internal RAM only: the module's {0} PSRAM is not initialised",
                       "解释器只用到了片内 RAM：模组的 {0} PSRAM 没有初始化"},
                      to_string(*signs.fitted));
  }
  return report.add(signs.firmware.is_for_psram ? Confidence::Likely : Confidence::Possible,
                    {"the interpreter has internal RAM only: this build does not find the module's PSRAM",
                     "解释器只用到了片内 RAM：该固件没有找到模组的 PSRAM"});
}

/// The numbers that leave no room for PSRAM.
void tell_small_heap(CauseDraft& cause, const Story& story, const std::vector<PythonFree>& free) {
  const auto dump = last_python_dump(story);
  if (dump && dump->may_grow) {
    cause.detail(
        {"{0} bytes taken and {1} more to be split off are {2} in all: internal RAM; with PSRAM in use it is millions "
         "of bytes",
         "已占用 {0} 字节，还可分出 {1} 字节，合计 {2}：只有片内 RAM；用上 PSRAM 时应为数百万字节"},
        dump->total.value, dump->may_grow->value, size_text(saturating_add(dump->total, *dump->may_grow)));
  } else if (!free.empty()) {
    cause.detail({"{0} free; with PSRAM in use it is millions of bytes", "可用 {0}；用上 PSRAM 时应为数百万字节"},
                 size_text(free.back().size));
  }
}

/// The heap alone shows that PSRAM is not used, of a board that is said to have it.
void explain_small_heap(const Story& story, CauseReport& report, const PsramSigns& signs) {
  if (!should_have_psram(story, signs)) return;
  const auto free = python_free(story);
  CauseDraft cause = report_small_heap(report, signs);
  if (!signs.has_psram() && !signs.firmware.is_for_psram) cause.severity(Severity::Warning);
  cause.evidence(signs.firmware_clue).evidence(signs.module_clue).evidence(signs.state_clue);
  for (const PythonFree& each : free) cause.evidence(each.clue);
  if (!free.empty()) cause.fact("free_bytes", free.back().size);
  cause.fact("heap_bytes", python_heap(story));
  if (signs.module && signs.module->psram) cause.fact("psram_bytes", *signs.module->psram);
  if (!signs.firmware.variant.empty()) cause.fact("firmware_variant", signs.firmware.variant);
  tell_small_heap(cause, story, free);
  if (signs.fitted && signs.drives == signs.fitted) return tell_hardware(cause);
  tell_firmware(cause, story, signs, needed_mode(signs));
}

/// ESP-IDF's log has its heap and not a word of PSRAM, which the module has.
void explain_no_driver(const Story& story, CauseReport& report, const PsramSigns& signs) {
  if (!signs.has_psram()) return;
  CauseDraft cause =
      report.likely({"the firmware does not look for the module's {0} PSRAM", "固件没有去查找模组的 {0} PSRAM"},
                    to_string(signs.module->mode));
  cause.evidence(signs.module_clue).evidence(signs.state_clue);
  cause.detail({"ESP-IDF starts PSRAM before its heap and says so; this log has the heap and no word of PSRAM",
                "ESP-IDF 在建立堆之前初始化 PSRAM 并打印；此日志有堆而没有 PSRAM 的任何一行"});
  if (signs.module->psram) cause.fact("psram_bytes", *signs.module->psram);
  tell_firmware(cause, story, signs, needed_mode(signs));
}

void explain(const Story& story, CauseReport& report) {
  if (story.has(LogFact::PsramFound) || story.has(LogFact::PsramTested)) return;
  const PsramSigns signs = psram_signs(story);
  if (signs.state != PsramSigns::State::NotInUse || signs.has_none()) return;
  if (story.has(LogFact::PsramFailed)) return explain_failure(story, report, signs);
  if (signs.state_clue->event.what == LogFact::HeapRegion) return explain_no_driver(story, report, signs);
  explain_small_heap(story, report, signs);
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
