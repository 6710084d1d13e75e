#include "analyses/python/diagnosis.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

#include "analyses/explain/psram_signs.h"
#include "analyses/python/diagnosis_clues.h"
#include "analyses/python/heap_answers.h"
#include "analyses/python/heap_report.h"
#include "analyses/python/psram_answers.h"

namespace rampart {
namespace {

ExplainedLog explained_log(const BootLog& log, const std::vector<Clue>& clues) {
  ExplainedLog explained{.file = log.file, .line_count = log.line_count, .boots = log.boots, .boot = 1, .counts = {}};
  for (const Clue& clue : clues) {
    ++explained.counts[clue.event.what];
    explained.boot = std::max(explained.boot, clue.event.boot + 1);
  }
  return explained;
}

/// True if a clue of this file has the answer, told by the echo before it.
bool has_idf_answer(const std::vector<Clue>& clues, const PythonPaste& paste) {
  return std::ranges::any_of(clues, [&](const Clue& clue) {
    return clue.event.what == LogFact::ShellAnswer && clue.event.name == "esp32.idf_heap_info()" &&
           clue.file == paste.file;
  });
}

/// Numbers that cannot be true are no ground for an answer: say so.
void note_contradictions(const PythonPaste& paste, std::vector<Note>& notes) {
  for (const Finding& finding : python_report(paste).findings) {
    if (finding.severity != Severity::Error) continue;
    notes.push_back({paste.file, finding.message, "see `rampart mpy parse`"});
  }
}

/// A module named by mistake leads every answer astray.
void note_other_chip(const Story& story, std::vector<Note>& notes) {
  const PsramSigns signs = psram_signs(story);
  if (!signs.module || signs.chip == nullptr || signs.module->chip == signs.chip) return;
  notes.push_back(
      {"--board",
       fmt::format("a name of the {}, and what was read is of the {}", signs.module->chip->name, signs.chip->name),
       "give the name of this board's module"});
}

void name_board(PythonDiagnosis& diagnosis, const PythonPaste& paste) {
  if (paste.implementation) {
    diagnosis.machine = paste.implementation->machine;
    diagnosis.version = paste.implementation->version;
  }
  if (!paste.banner) return;
  diagnosis.machine = paste.banner->board;
  if (!paste.banner->chip.empty()) diagnosis.machine += " with " + paste.banner->chip;
  diagnosis.version = paste.banner->version;
}

}  // namespace

std::string_view to_string(DiagnosisAnswer::Verdict verdict) {
  switch (verdict) {
    case DiagnosisAnswer::Verdict::Yes:
      return "yes";
    case DiagnosisAnswer::Verdict::No:
      return "no";
    case DiagnosisAnswer::Verdict::Unknown:
      break;
  }
  return "unknown";
}

PythonDiagnosis python_diagnosis(const DiagnosisInput& input) {
  PythonDiagnosis diagnosis{.machine = {}, .version = {}, .module = input.module, .answers = {}, .explained = {}};
  StoryInput told{.clues = {}, .board = nullptr, .system_pools = {}, .vendor_pools = {}, .language = input.language};
  std::vector<ExplainedLog> logs;
  for (const BootLog& log : input.logs) {
    std::vector<Clue> clues = board_clues(log);
    logs.push_back(explained_log(log, clues));
    std::ranges::move(clues, std::back_inserter(told.clues));
  }
  for (const PythonPaste& paste : input.pastes) {
    name_board(diagnosis, paste);
    if (paste.idf_heaps && !has_idf_answer(told.clues, paste)) told.clues.push_back(idf_heaps_clue(paste));
  }
  if (!input.module.empty()) told.clues.push_back(module_given(input.module));

  diagnosis.explained = explain_report(told);
  diagnosis.explained.logs = std::move(logs);
  for (const PythonPaste& paste : input.pastes) note_contradictions(paste, diagnosis.explained.notes);
  const Story story{told};
  note_other_chip(story, diagnosis.explained.notes);
  add_psram_answers(story, diagnosis.explained.causes, diagnosis.answers);
  add_heap_answers(story, input.pastes, diagnosis.answers);
  return diagnosis;
}

}  // namespace rampart
