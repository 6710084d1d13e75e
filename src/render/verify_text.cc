#include "render/verify_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/map_words.h"

namespace rampart {
namespace {

struct TextRow {
  std::string name;
  std::string predicted;
  std::string real;
};

/// Address, size and kind, the address in as many columns as the longest takes.
class Places {
 public:
  explicit Places(const std::vector<VerifiedRow>& rows) {
    for (const VerifiedRow& row : rows) {
      for (const auto& range : {row.predicted, row.real}) {
        if (range) width_ = std::max(width_, address_text(range->base()).size());
      }
    }
  }

  std::string text(const PhysRange& range, const std::optional<Kind>& kind) const {
    return fmt::format("{:<{}}  {:>8}{}{}", address_text(range.base()), width_, size_text(range.size()),
                       kind ? "  " : "", kind ? kind_label(*kind) : "");
  }

 private:
  std::size_t width_ = 0;
};

/// The exact size where the short one would hide the difference.
std::string real_place_text(const VerifiedRow& row, const Places& places) {
  const std::string shown = places.text(*row.real, row.kind);
  const bool looks_the_same = row.predicted && size_text(row.real->size()) == size_text(row.predicted->size()) &&
                              row.real->base() == row.predicted->base();
  return looks_the_same
             ? fmt::format("{} ({} bytes, not {})", shown, row.real->size().value, row.predicted->size().value)
             : shown;
}

std::string answer_text(const VerifiedRow& row, const Places& places) {
  switch (row.answer) {
    case VerifiedRow::Answer::Same:
      return "the same";
    case VerifiedRow::Answer::Differs:
      return row.real ? real_place_text(row, places) : "given up by the kernel";
    case VerifiedRow::Answer::Missing:
      return "not there";
    case VerifiedRow::Answer::Unexpected:
      return row.real ? places.text(*row.real, row.kind) : "an area that was given up";
    case VerifiedRow::Answer::NotTold:
      return "not shown by this kernel";
  }
  return {};
}

std::string cma_total_text(const Verification& verification) {
  if (!verification.real_cma_total) return "not shown by this kernel";
  if (*verification.real_cma_total == verification.predicted_cma_total) return "the same";
  return size_text(*verification.real_cma_total);
}

std::string table_text(const Verification& verification) {
  const Places places{verification.rows};
  std::vector<TextRow> rows{{"REGION", "PREDICTED", "REAL"}};
  for (const VerifiedRow& row : verification.rows) {
    std::string predicted = "-";
    if (row.predicted) predicted = places.text(*row.predicted, row.kind);
    if (!row.refusal.empty()) predicted = fmt::format("none: {}", row.refusal);
    rows.push_back({printable(row.name), predicted, answer_text(row, places)});
  }
  rows.push_back({"CmaTotal", size_text(verification.predicted_cma_total), cma_total_text(verification)});
  std::size_t name_width = 0;
  std::size_t predicted_width = 0;
  for (const TextRow& row : rows) {
    name_width = std::max(name_width, row.name.size());
    predicted_width = std::max(predicted_width, row.predicted.size());
  }
  std::string text;
  for (const TextRow& row : rows) {
    text += fmt::format("{:<{}}   {:<{}}   {}\n", row.name, name_width, row.predicted, predicted_width, row.real);
  }
  return text;
}

std::string head_text(const VerifyReport& report) {
  const std::string kernel = fmt::format("Linux {} {}", report.release, to_string(report.architecture));
  if (report.source != VerifyReport::Source::Emulator) {
    return fmt::format("{} as {} shows it\n", kernel, report.observed);
  }
  const std::string ram = fmt::format("RAM at {:#x}{}", report.ram_base.value_or(PhysAddr{}).value,
                                      report.shift == 0 ? " as on the board" : "");
  constexpr std::string_view endings[] = {"booted in", "panicked after", "hung, and was ended after",
                                          "stopped without a word after"};
  const auto ending = endings[static_cast<std::size_t>(report.verification.outcome)];
  return fmt::format("{} in QEMU, {} ... {} {:.1f} s\n", kernel, ram, ending,
                     static_cast<double>(report.milliseconds) / 1000);
}

std::string lines_text(const Verification& verification) {
  if (verification.lines.empty()) return {};
  std::string text = "the boot log differs (- predicted, + real):\n";
  for (const LineDifference& line : verification.lines) {
    text += fmt::format("  {} {}\n", line.predicted ? '-' : '+', printable(line.text));
  }
  return text;
}

std::string summary_text(const Verification& verification) {
  if (verification.outcome != BootOutcome::Booted) {
    if (!verification.log_was_compared) return "it did not boot, and told nothing of its layout until then\n";
    return verification.agrees() ? "it did not boot; what it said until then is as predicted\n"
                                 : "it did not boot, and what it said until then is not as predicted\n";
  }
  const std::string log = !verification.log_was_compared ? ""
                          : verification.lines.empty()   ? ", and the boot log line by line"
                                                         : ", the boot log is not";
  return fmt::format("{} of {} as predicted{}\n", verification.same(), verification.count(), log);
}

}  // namespace

std::string verify_text(const VerifyReport& report) {
  const Verification& verification = report.verification;
  std::string text = head_text(report);
  if (verification.outcome == BootOutcome::Booted) {
    text += table_text(verification);
  } else {
    if (!verification.last_lines.empty()) text += "its last lines:\n";
    for (const std::string& line : verification.last_lines) text += fmt::format("  {}\n", printable(line));
    for (const Finding& finding : report.findings) {
      if (finding.severity == Severity::Error) text += fmt::format("predicted: {}\n", finding_line(finding));
    }
  }
  text += lines_text(verification);
  for (const std::string& note : report.notes) text += fmt::format("note: {}\n", printable(note));
  return text + summary_text(verification);
}

}  // namespace rampart
