#include "analyses/python/psram_answers.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "analyses/explain/python_heap.h"
#include "analyses/python/answer_draft.h"
#include "base/size_text.h"
#include "knowledge/python_firmware.h"

namespace rampart {
namespace {

constexpr Text name_the_module{
    "give the module's name with --board, as it stands on its can (N16R8), or the boot log with --log",
    "用 --board 给出屏蔽罩上的模组型号（如 N16R8），或用 --log 给出启动日志"};
constexpr Text show_the_numbers{
    "paste what micropython.mem_info() and gc.mem_free() print, or give the boot log with --log",
    "粘贴 micropython.mem_info() 与 gc.mem_free() 的输出，或用 --log 给出启动日志"};
constexpr Text show_the_banner{
    "paste the banner (Ctrl-B at the prompt prints it) or sys.implementation, or give the boot log with --log",
    "粘贴横幅（在提示符下按 Ctrl-B 可打印）或 sys.implementation，或用 --log 给出启动日志"};

/// The questions of one board, in their order.
class PsramAnswers {
 public:
  PsramAnswers(const Story& story, const std::vector<Cause>& causes)
      : story_{story}, causes_{causes}, signs_{psram_signs(story)} {}

  void add_to(std::vector<DiagnosisAnswer>& answers) const {
    answers.push_back(fitted());
    answers.push_back(in_use());
    answers.push_back(kind());
    answers.push_back(driven());
    answers.push_back(heap_share());
    answers.push_back(to_flash());
  }

 private:
  using State = PsramSigns::State;

  AnswerDraft draft(std::string_view id, const Text& question) const { return {id, question, story_.language()}; }

  /// True if the chip has no way to drive PSRAM, the module has none, or Python runs on a computer.
  bool has_none() const {
    return signs_.has_none() || is_host() || (signs_.chip != nullptr && signs_.chip->psram_modes.empty());
  }
  bool is_host() const {
    const Clue* const machine = story_.last(LogFact::PythonMachine);
    return machine != nullptr && is_python_of_host(machine->event.name);
  }
  const Clue* none_clue() const {
    if (is_host()) return story_.last(LogFact::PythonMachine);
    return signs_.has_none() ? signs_.module_clue : signs_.chip_clue;
  }

  DiagnosisAnswer fitted() const {
    AnswerDraft answer = draft("psram-fitted", {"PSRAM is fitted", "装有 PSRAM"});
    if (signs_.has_none()) {
      answer.no({"none, by the module's name", "按模组型号，没有"}).from(signs_.module_clue);
    } else if (is_host()) {
      answer.no({"none: a process of a computer", "没有：这是计算机上的进程"}).from(none_clue());
    } else if (has_none()) {
      answer.no({"none: the {0} drives no PSRAM", "没有：{0} 不支持 PSRAM"}, signs_.chip->name).from(signs_.chip_clue);
    } else if (signs_.size) {
      answer.yes({"{0}", "{0}"}, size_text(*signs_.size)).from(signs_.size_clue).fact("psram_bytes", signs_.size);
    } else if (signs_.has_psram() || signs_.state == State::InUse) {
      answer.yes({"of a size that is not told", "大小未知"})
          .from(signs_.has_psram() ? signs_.module_clue : signs_.state_clue);
    } else {
      answer.help(name_the_module);
    }
    if (signs_.module && signs_.module->chip_is_assumed) {
      answer.help({"taken for a module of the ESP32-S3: give its full name if it is not",
                   "按 ESP32-S3 的模组理解：若不是，请给出完整型号"});
    }
    return std::move(answer).take();
  }

  DiagnosisAnswer in_use() const {
    AnswerDraft answer = draft("psram-in-use", {"the firmware found it", "固件找到了它"});
    if (has_none()) return std::move(answer.no({"there is none", "没有可找的"}).from(none_clue())).take();
    if (signs_.state == State::Unknown) return std::move(answer.help(show_the_numbers)).take();
    const auto free = python_free(story_);
    if (!free.empty()) answer.fact("reachable_bytes", free.back().size);
    answer.from(signs_.state_clue);
    const std::string left = free.empty() ? "" : size_text(free.back().size);
    if (signs_.state == State::InUse && left.empty()) {
      answer.yes({"by its boot log", "据启动日志"});
    } else if (signs_.state == State::InUse) {
      answer.yes({"{0} left to Python, growth counted", "可供 Python 使用 {0}（含可增长部分）"}, left);
    } else if (story_.has(LogFact::PsramFailed)) {
      answer.no({"it did not answer the driver", "它没有响应驱动"});
    } else if (left.empty()) {
      answer.no({"internal RAM only", "只有片内 RAM"});
    } else {
      answer.no({"internal RAM only: {0} left, growth counted", "只有片内 RAM：剩 {0}（含可增长部分）"}, left);
    }
    return std::move(answer).take();
  }

  DiagnosisAnswer kind() const {
    AnswerDraft answer = draft("psram-kind", {"its kind is known", "类型已知"});
    if (has_none()) return std::move(answer.no({"there is none", "没有"}).from(none_clue())).take();
    if (!signs_.fitted) return std::move(answer.help(name_the_module)).take();
    answer.yes({"{0}", "{0}"}, to_string(*signs_.fitted)).from(signs_.fitted_clue);
    return std::move(answer.fact("mode", to_string(*signs_.fitted))).take();
  }

  DiagnosisAnswer driven() const {
    AnswerDraft answer = draft("firmware-matches", {"the firmware is for it", "固件与之相符"});
    if (!signs_.firmware.variant.empty()) answer.fact("firmware_variant", signs_.firmware.variant);
    if (signs_.drives) answer.fact("drives", to_string(*signs_.drives));
    if (has_none()) {
      answer.yes({"there is nothing to drive", "无需驱动"}).from(none_clue());
    } else if (signs_.state == State::InUse) {
      answer.yes({"it has it in use", "已在使用"}).from(signs_.state_clue);
    } else if (signs_.fitted && signs_.drives && *signs_.drives == *signs_.fitted) {
      answer.yes({"it drives {0} PSRAM", "它驱动 {0} PSRAM"}, to_string(*signs_.drives)).from(signs_.drives_clue);
    } else if (signs_.fitted && signs_.drives) {
      const bool drives_none = *signs_.drives == PsramMode::None;
      answer
          .no(drives_none ? Text{"it drives no PSRAM, the module's is {1}", "它不驱动 PSRAM，模组的是 {1}"}
                          : Text{"it drives {0} PSRAM, the module's is {1}", "它驱动 {0} PSRAM，模组的是 {1}"},
              to_string(*signs_.drives), to_string(*signs_.fitted))
          .from(signs_.drives_clue)
          .from(signs_.fitted_clue);
    } else if (signs_.fitted && signs_.state == State::NotInUse) {
      answer.no({"it did not start {0} PSRAM", "它没有启动 {0} PSRAM"}, to_string(*signs_.fitted))
          .from(signs_.state_clue)
          .help(show_the_banner);
    } else {
      answer.help(signs_.drives ? name_the_module : show_the_banner);
    }
    return std::move(answer).take();
  }

  /// How much a PSRAM that works gives to the heap, and why it may be part of it.
  DiagnosisAnswer heap_share() const {
    AnswerDraft answer = draft("heap-may-use", {"the heap may use all of it", "堆可用其全部"});
    if (has_none()) return std::move(answer.no({"there is none", "没有"}).from(none_clue())).take();
    const Bytes most = signs_.chip == nullptr ? Bytes{UINT64_MAX} : signs_.chip->psram_most;
    const auto mapped = signs_.size ? std::optional{std::min(*signs_.size, most)} : std::nullopt;
    const Cause* const policy = cause_of("psram-heap-policy");
    if (mapped) answer.fact("mapped_bytes", mapped);
    if (signs_.state == State::NotInUse) {
      answer.from(signs_.state_clue);
      if (mapped) {
        answer.no({"none of it now; started, up to {0}", "目前完全没有；启动后至多 {0}"}, size_text(*mapped));
      } else {
        answer.no({"none of it now", "目前完全没有"});
      }
    } else if (policy != nullptr) {
      answer.no({"{0}", "{0}"}, policy->finding.message).from(signs_.state_clue).from(signs_.firmware_clue);
    } else if (mapped && *mapped < *signs_.size) {
      answer
          .no({"{0} of {1}: the {2} maps no more", "{1} 中的 {0}：{2} 只能映射这么多"}, size_text(*mapped),
              size_text(*signs_.size), signs_.chip->name)
          .from(signs_.size_clue);
    } else if (grows()) {
      answer
          .yes({"up to {0}, on demand: `total` is a moment", "至多 {0}，按需增长：`total` 只是当时的值"},
               size_or_dash(mapped))
          .from(signs_.firmware_clue != nullptr ? signs_.firmware_clue : signs_.state_clue);
    } else if (signs_.policy == PythonHeapPolicy::WholeAtBoot) {
      answer.yes({"taken at boot: `total` says it all", "启动时全部占用：`total` 即为全部"}).from(signs_.firmware_clue);
    } else if (signs_.policy == PythonHeapPolicy::HalfAtBoot) {
      answer.no({"half of it, as builds of June to August 2023 do", "一半：2023 年 6 月至 8 月的固件如此"})
          .from(signs_.firmware_clue);
    } else {
      answer.help(signs_.state == State::Unknown ? show_the_numbers : show_the_banner);
    }
    return std::move(answer).take();
  }

  DiagnosisAnswer to_flash() const {
    AnswerDraft answer = draft("flash-another", {"flash another firmware", "需要刷其他固件"});
    for (const Cause& cause : causes_) {
      const std::string file = text_fact(cause, "firmware_file");
      if (file.empty()) continue;
      answer.fact("firmware_build", text_fact(cause, "firmware_build")).fact("firmware_file", file);
      // Of a board of which nobody says that it has PSRAM it may be that it has none.
      if (cause.finding.severity == Severity::Error) {
        answer.yes({"{0}", "{0}"}, file);
      } else {
        answer.say(DiagnosisAnswer::Verdict::Unknown, {"{0}, if its name says so", "{0}，若型号如此"},
                   text_fact(cause, "firmware_build"));
        answer.help(name_the_module);
      }
      DiagnosisAnswer written = std::move(answer).take();
      if (written.help.empty()) written.help = cause.finding.help;
      written.evidence = cause.evidence;
      return written;
    }
    if (has_none()) {
      answer.no({"no build makes PSRAM of none", "没有 PSRAM，换固件无用"}).from(none_clue());
    } else if (signs_.state == State::InUse) {
      answer.no({"this one has the PSRAM in use", "当前固件已用上 PSRAM"}).from(signs_.state_clue);
    } else if (cause_of("psram-variant") != nullptr || cause_of("psram-faulty") != nullptr) {
      answer.no({"it is the right one already; see below", "已是正确的固件，见下"});
    } else {
      answer.help(name_the_module);
    }
    return std::move(answer).take();
  }

  /// By its version, or by what its mem_info() can say at all.
  bool grows() const {
    if (signs_.policy) return signs_.policy == PythonHeapPolicy::OnDemand;
    const auto dump = last_python_dump(story_);
    return dump && dump->may_grow;
  }

  const Cause* cause_of(std::string_view rule) const {
    const auto found = std::ranges::find_if(causes_, [&](const Cause& cause) { return cause.finding.rule == rule; });
    return found == causes_.end() ? nullptr : &*found;
  }

  static std::string text_fact(const Cause& cause, std::string_view name) {
    for (const auto& [key, value] : cause.facts) {
      const auto* const scalar = std::get_if<FactScalar>(&value);
      if (key == name && scalar != nullptr && std::holds_alternative<std::string>(*scalar)) {
        return std::get<std::string>(*scalar);
      }
    }
    return {};
  }

  const Story& story_;
  const std::vector<Cause>& causes_;
  PsramSigns signs_;
};

}  // namespace

void add_psram_answers(const Story& story, const std::vector<Cause>& causes, std::vector<DiagnosisAnswer>& answers) {
  PsramAnswers{story, causes}.add_to(answers);
}

}  // namespace rampart
