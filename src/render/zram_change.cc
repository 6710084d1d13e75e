#include "render/zram_change.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>

#include "base/printable.h"
#include "render/json_parts.h"
#include "render/map_words.h"
#include "render/unified_diff.h"

namespace rampart {
namespace {

std::string change_words(const ZramStep& step) {
  std::string words = step.from.empty() ? step.to : fmt::format("{} -> {}", step.from, step.to);
  if (!step.why.empty()) words += fmt::format("  ({})", step.why);
  return printable(words);
}

std::string_view ending(const ZramChange& change) {
  if (change.back && !change.back->fits() && !change.apply) return "nothing was changed: memory has no room\n";
  if (!change.apply) return "nothing was changed: --apply does it\n";
  if (!change.error) return "done\n";
  return change.not_taken_back.empty() ? "nothing was changed: what had been done was taken back\n"
                                       : "failed, and not all of it could be taken back\n";
}

Json step_json(const ZramStep& step, ZramStepState state) {
  Json json;
  json["action"] = to_string(step.action);
  json["target"] = step.target;
  json["from"] = step.from;
  json["to"] = step.to;
  json["state"] = to_string(state);
  return json;
}

}  // namespace

std::string zram_change_text(const ZramChange& change) {
  std::string text = printable(change.summary) + '\n';
  std::size_t width = 0;
  for (const ZramStep& step : change.steps) width = std::max(width, step.target.size());
  for (std::size_t i = 0; i < change.steps.size(); ++i) {
    const std::string state = change.apply ? fmt::format("{:<8}", to_string(change.states[i])) : "";
    text +=
        fmt::format("  {}  {}{:<{}}  {}\n", i + 1, state, change.steps[i].target, width, change_words(change.steps[i]));
  }
  for (const ZramFileChange& file : change.files) text += unified_diff(file.path, file.before, file.after);
  for (const Finding& finding : change.findings) {
    text += finding_line(finding) + '\n';
    if (!finding.help.empty()) text += "  help: " + finding.help + '\n';
  }
  for (const Note& note : change.notes) text += "note: " + printable(to_string(note)) + '\n';
  text += ending(change);
  return text;
}

std::string zram_change_json(const ZramChange& change) {
  Json document;
  document["schema"] = fmt::format("rampart.{}/1", change.command);
  document["device"] = change.device;
  document["applied"] = change.done();
  document["steps"] = Json::array();
  for (std::size_t i = 0; i < change.steps.size(); ++i) {
    document["steps"].push_back(step_json(change.steps[i], change.states[i]));
  }
  document["files"] = Json::array();
  for (const ZramFileChange& file : change.files) {
    document["files"].push_back(Json{{"path", file.path}, {"diff", unified_diff(file.path, file.before, file.after)}});
  }
  if (change.back) {
    document["returns"] = Json{{"original", change.back->original.value},
                               {"available", change.back->available.value},
                               {"other_swap", change.back->other_swap.value},
                               {"memory_freed", change.back->memory_freed.value},
                               {"fits", change.back->fits()}};
  }
  document["error"] = change.error ? Json(to_string(*change.error)) : Json(nullptr);
  document["not_taken_back"] = Json::array();
  for (const Error& error : change.not_taken_back) document["not_taken_back"].push_back(to_string(error));
  document["findings"] = to_json(change.findings);
  document["notes"] = to_json(change.notes);
  return to_text(document);
}

}  // namespace rampart
