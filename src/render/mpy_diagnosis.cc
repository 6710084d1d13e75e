#include "render/mpy_diagnosis.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>
#include <vector>

#include "base/printable.h"
#include "render/explain_json.h"
#include "render/explain_text.h"
#include "render/text_table.h"
#include "render/wrapped.h"

namespace rampart {
namespace {

std::string_view verdict_word(DiagnosisAnswer::Verdict verdict, Language language) {
  switch (verdict) {
    case DiagnosisAnswer::Verdict::Yes:
      return Text{"yes", "是"}.in(language);
    case DiagnosisAnswer::Verdict::No:
      return Text{"no", "否"}.in(language);
    case DiagnosisAnswer::Verdict::Unknown:
      break;
  }
  return Text{"unknown", "未知"}.in(language);
}

/// `paste.txt:3`, or `line 3` where there is one text only; of what a person gave, its option.
std::string place_of_answer(const DiagnosisAnswer& answer, const ExplainReport& explained) {
  if (answer.evidence.empty()) return {};
  const SourcePos& where = answer.evidence.front().where.where;
  if (explained.logs.size() == 1 && where.line != 0) {
    return fmt::format(fmt::runtime(Text{"line {}", "第 {} 行"}.in(explained.language)), where.line);
  }
  return printable(to_string(where));
}

/// What to give or do, each with the questions that it answers.
std::string help_lines(const PythonDiagnosis& diagnosis, const TableStyle& style) {
  std::vector<std::pair<std::string, std::string>> helps;  // what to do, and for what
  for (const DiagnosisAnswer& answer : diagnosis.answers) {
    const bool is_said_below =
        answer.verdict != DiagnosisAnswer::Verdict::Unknown && !diagnosis.explained.causes.empty();
    if (answer.help.empty() || is_said_below) continue;
    const auto same = std::ranges::find(helps, answer.help, &std::pair<std::string, std::string>::first);
    if (same == helps.end()) {
      helps.emplace_back(answer.help, answer.question);
    } else {
      same->second += "; " + answer.question;
    }
  }
  std::string out;
  for (const auto& [help, questions] : helps) {
    out += questions + ":\n    ";
    append_wrapped(out, printable(help), 4, style.width);
  }
  return out.empty() ? out : out + '\n';
}

std::string board_heading(const PythonDiagnosis& diagnosis) {
  const Language language = diagnosis.explained.language;
  std::string text = printable(diagnosis.machine);
  const auto add = [&](const Text& part, const std::string& value) {
    if (value.empty()) return;
    text += (text.empty() ? "" : "   ") + fmt::format(fmt::runtime(part.in(language)), printable(value));
  };
  add({"MicroPython {}", "MicroPython {}"}, diagnosis.version);
  add({"module {}", "模组 {}"}, diagnosis.module);
  return text.empty() ? text : text + "\n\n";
}

Json answer_json(const DiagnosisAnswer& answer) {
  Json json = Json::object();
  json["id"] = answer.id;
  json["question"] = answer.question;
  json["answer"] = to_string(answer.verdict);
  json["value"] = text_or_null(answer.value);
  json["facts"] = Json::object();
  for (const auto& [name, value] : answer.facts) json["facts"][name] = fact_json(value);
  json["evidence"] = evidence_json(answer.evidence);
  json["help"] = answer.help;
  return json;
}

}  // namespace

std::string mpy_diagnosis_text(const PythonDiagnosis& diagnosis, const TableStyle& style) {
  const Language language = diagnosis.explained.language;
  std::string out = board_heading(diagnosis);
  TextTable table{{{Text{"QUESTION", "问题"}.in(language)},
                   {Text{"ANSWER", "答案"}.in(language)},
                   {Text{"WHAT IS KNOWN", "已知"}.in(language)},
                   {Text{"FROM", "出处"}.in(language)}}};
  for (const DiagnosisAnswer& answer : diagnosis.answers) {
    table.add({answer.question, std::string{verdict_word(answer.verdict, language)}, printable(answer.value),
               place_of_answer(answer, diagnosis.explained)});
  }
  out += table.text(style.width) + '\n' + help_lines(diagnosis, style);
  return out + explain_text(diagnosis.explained, style);
}

std::string mpy_diagnosis_json(const PythonDiagnosis& diagnosis) {
  const ExplainReport& explained = diagnosis.explained;
  Json json = Json::object();
  json["schema"] = "rampart.mpy-diagnose/1";
  json["language"] = explained.language == Language::Chinese ? "zh" : "en";
  json["machine"] = text_or_null(diagnosis.machine);
  json["version"] = text_or_null(diagnosis.version);
  json["module"] = text_or_null(diagnosis.module);
  json["answers"] = Json::array();
  for (const DiagnosisAnswer& answer : diagnosis.answers) json["answers"].push_back(answer_json(answer));
  json["logs"] = explained_logs_json(explained.logs);
  json["findings"] = causes_json(explained.causes);
  json["notes"] = to_json(explained.notes);
  return to_text(json);
}

}  // namespace rampart
