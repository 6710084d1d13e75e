#include "analyses/explain/cause_rule.h"
#include "analyses/explain/psram_signs.h"

namespace rampart {
namespace {

void explain(const Story& story, CauseReport& report) {
  const PsramSigns signs = psram_signs(story);
  if (!signs.has_none() || signs.state == PsramSigns::State::InUse) return;
  CauseDraft cause = report.certain({"{0} has no PSRAM: internal RAM is all there is", "{0} 不带 PSRAM：只有片内 RAM"},
                                    signs.module_clue->event.text);
  cause.evidence(signs.module_clue).evidence(signs.state_clue).follows_of(story.clues(LogFact::PsramFailed));
  if (signs.module->flash) cause.fact("flash_bytes", *signs.module->flash);
}

}  // namespace

extern const CauseRule psram_absent_cause{
    .id = "psram-absent",
    .cause_class = "psram_absent",
    .severity = Severity::Note,
    .title = {"the module has no PSRAM", "模组不带 PSRAM"},
    .explanation =
        {"The name of an Espressif module ends in a code: N and the flash in MB, R and the PSRAM in MB. Without an R "
         "there "
         "is none. Firmware for the ESP32-S3 and S2 looks for PSRAM all the same; what it then prints, `PSRAM ID read "
         "error`, is no fault, and the heap is what internal RAM leaves.",
         "乐鑫模组型号以代码结尾：N 后为 flash 的 MB 数，R 后为 PSRAM 的 MB 数，没有 R 就没有 PSRAM。ESP32-S3 与 S2 "
         "的固件仍会查找 PSRAM，此时打印的 `PSRAM ID read error` 不是故障，堆只有片内 RAM 所余。"},
    .remedy = {"nothing to repair; for a larger heap take a module with an R in its name (N8R2, N16R8)",
               "无需修复；需要更大的堆时选用型号带 R 的模组（N8R2、N16R8）"},
    .explain = explain,
};

}  // namespace rampart
