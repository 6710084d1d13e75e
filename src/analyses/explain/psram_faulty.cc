#include <algorithm>

#include "analyses/explain/cause_rule.h"

namespace rampart {
namespace {

void explain(const Story& story, CauseReport& report) {
  const auto tests = story.clues(LogFact::PsramTested);
  const auto failed = std::ranges::find(tests, "fail", [](const Clue* clue) { return clue->event.name; });
  if (failed == tests.end()) return;
  CauseDraft cause = report.certain({"the PSRAM is found and fails its test", "找到了 PSRAM，但其自检失败"});
  cause.evidence(*failed).evidence(story.last(LogFact::PsramFound)).evidence(story.last(LogFact::PsramSpeed));
  const Clue* const found = story.last(LogFact::PsramFound);
  if (found != nullptr) cause.fact("psram_bytes", found->event.size);
  cause.follows_of(story.clues(LogFact::PsramFailed)).follows_of(story.clues(LogFact::ChipAborted));
}

}  // namespace

extern const CauseRule psram_faulty_cause{
    .id = "psram-faulty",
    .cause_class = "psram_faulty",
    .severity = Severity::Error,
    .title = {"the PSRAM fails its test", "PSRAM 自检失败"},
    .explanation =
        {"ESP-IDF writes a pattern to all of the PSRAM at boot and reads it back. That the part was identified before "
         "shows that the firmware drives it in the right mode: what fails is the data, by a clock that is too fast for "
         "the "
         "wiring, a voltage of VDD_SPI that is not the part's (1.8 V parts have a V in the name), or a broken part.",
         "ESP-IDF 启动时会向整个 PSRAM "
         "写入图样并读回。此前已识别出器件，说明固件的模式正确：出错的是数据，原因可能是时钟"
         "对走线过快、VDD_SPI 电压与器件不符（1.8 V 器件型号带 V），或器件损坏。"},
    .remedy =
        {"flash a build with a slower PSRAM clock (CONFIG_SPIRAM_SPEED_40M=y); if that fails too, replace the module",
         "刷 PSRAM 时钟更低的固件（CONFIG_SPIRAM_SPEED_40M=y）；仍然失败则更换模组"},
    .explain = explain,
};

}  // namespace rampart
