#include "render/reserve_text.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "base/size_text.h"
#include "model/range_text.h"
#include "render/map_diff_text.h"
#include "render/map_words.h"
#include "render/unified_diff.h"

namespace rampart {
namespace {

std::string place_or_size(const std::optional<PhysRange>& range, const std::optional<Bytes>& size) {
  if (range) return fmt::format("{} ({})", range_text(*range), size_text(range->size()));
  return size ? size_text(*size) : std::string{};
}

std::string step_line(const ReserveStep& step) {
  const std::string before = place_or_size(step.from, step.old_size);
  const std::string after = place_or_size(step.to, step.new_size);
  const std::string change = before.empty() && after.empty() ? "goes"  // of several places
                             : before.empty()                ? "new, " + after
                             : after.empty()                 ? "goes, was " + before
                                                             : before + " -> " + after;
  const std::string renamed = step.renamed.empty() ? std::string{} : ", now " + step.renamed;
  return printable(fmt::format("  {}{}: {}; {}", step.region, renamed, change, step.reason)) + '\n';
}

std::string finding_lines(const Finding& finding) {
  std::string text = finding_line(finding) + '\n';
  if (!finding.help.empty()) text += "  help: " + printable(finding.help) + '\n';
  return text;
}

std::string effect_text(const ReserveEffect& effect, const TableStyle& style) {
  std::string text =
      fmt::format("Linux {} {}:\n", to_string(effect.after.kernel), to_string(effect.after.architecture));
  text += map_diff_text(effect.changes, style);
  if (effect.before.cma_total != effect.after.cma_total) {
    text += fmt::format("CmaTotal {} -> {}\n", size_text(effect.before.cma_total), size_text(effect.after.cma_total));
  }
  for (const RefusedRegion& refused : effect.newly_refused) {
    text += printable(fmt::format("refused: {}: {} [{}]", refused.name, refused.message, refused.reason)) + '\n';
  }
  for (const Finding& finding : effect.new_findings) text += finding_lines(finding);
  return text;
}

std::string outcome(const ReserveReport& report) {
  if (!report.refusal.empty()) return report.refusal + '\n';
  if (report.files.empty())
    return report.plan.boot.empty() ? "nothing is to be changed\n" : "no file was given to change\n";
  if (!report.applied) return "nothing was changed: --apply does it\n";
  std::string text;
  for (const ReservedFile& file : report.files) {
    text += "wrote " + printable(file.path);
    if (!file.backup.empty()) text += "; the old is " + printable(file.backup);
    text += '\n';
  }
  return text;
}

}  // namespace

std::string reserved_file_diff(const ReservedFile& file) {
  if (file.is_text) return unified_diff(file.path, file.before, file.after);
  if (file.shown_before && file.shown_after) return unified_diff(file.path, *file.shown_before, *file.shown_after);
  if (file.before == file.after) return {};
  return fmt::format("Binary files {} and {} differ\n", file.path, file.path);
}

std::string reserve_text(const ReserveReport& report, const TableStyle& style) {
  std::string text;
  for (const ReservedFile& file : report.files) text += reserved_file_diff(file);
  if (!text.empty()) text += '\n';
  for (const ReserveStep& step : report.plan.steps) text += step_line(step);
  for (const std::string& note : report.plan.notes) text += "note: " + printable(note) + '\n';
  for (const ReserveEffect& effect : report.effects) text += effect_text(effect, style);
  if (!report.unpredicted.empty()) text += "note: " + report.unpredicted + '\n';
  return text + outcome(report);
}

}  // namespace rampart
