#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyses/explain/explain_report.h"
#include "sources/boot_log.h"
#include "sources/python_paste.h"

namespace rampart {

/// One question about a board's memory, and what is known.
struct DiagnosisAnswer {
  enum class Verdict { Unknown, Yes, No };

  std::string_view id;   ///< `psram-fitted`; for machines, and stable.
  std::string question;  ///< `PSRAM is fitted`
  Verdict verdict = Verdict::Unknown;
  std::string value;                                      ///< A few words: `8 MiB`; empty where nothing is known.
  std::vector<std::pair<std::string, FactScalar>> facts;  ///< The numbers and names of `value`. Sizes are bytes.
  std::vector<EvidenceLine> evidence;
  std::string help;  ///< What to give or to do so that it can be told, or what it means.
};

/// `unknown`, `yes`, `no`.
std::string_view to_string(DiagnosisAnswer::Verdict verdict);

/// What was read of a board.
struct DiagnosisInput {
  std::vector<BootLog> logs;        ///< One for each text, in order.
  std::vector<PythonPaste> pastes;  ///< Of the texts that have something of MicroPython.
  std::string module;               ///< As a person names it, `N16R8`; may be empty.
  Language language{};
};

/// Where a board's memory went.
struct PythonDiagnosis {
  std::string machine;  ///< Board and chip, as the firmware names them; may be empty, as the others.
  std::string version;
  std::string module;
  std::vector<DiagnosisAnswer> answers;  ///< Always the same questions, in the same order.
  ExplainReport explained;  ///< The causes that `explain` finds in the same texts, with the module as a clue.
};

PythonDiagnosis python_diagnosis(const DiagnosisInput& input);

}  // namespace rampart
