#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/model/finding.h>

#include "analyses/check/check_input.h"

namespace rampart {

class RuleReport;

/// One thing that can be wrong with a layout. Each stands in a file of its own, and in the table of rules.cc.
struct Rule {
  std::string_view id;     ///< Stable: `overlap`.
  Severity severity;       ///< The usual one; a finding may be of another.
  std::string_view title;  ///< What is wrong, a short sentence without a full stop.
  /// What kernels do about it, and how versions differ. Paragraphs are separated by an empty line.
  std::string_view explanation;
  std::string_view remedy;  ///< What to do; the help of findings that say nothing better.
  void (*check)(const CheckInput& input, RuleReport& report);
};

/// A finding that is being written: `report.error("...").at(node, "reg").effect("...");`
class FindingDraft {
 public:
  FindingDraft(const CheckInput& input, Finding* finding) : input_{input}, finding_{finding} {}

  /// Concerns a region; its name goes to the regions, the property's place (else the node's) to the locations.
  FindingDraft& at(const ReservedNode& node, std::string_view property = {});
  /// Concerns any node of the tree, by its path.
  FindingDraft& at_path(std::string_view path, std::string_view property = {});
  /// Concerns a parameter of the command line: in /chosen/bootargs if it came from there. Nothing if it has none.
  FindingDraft& at_parameter(std::string_view name);
  FindingDraft& at(Origin origin);
  /// Concerns a region by name only.
  FindingDraft& names(std::string region);
  /// What the kernel asked about will do: one or two sentences without a final full stop.
  FindingDraft& effect(std::string text);
  /// What to do about it, where the rule's remedy is not precise enough.
  FindingDraft& help(std::string text);

 private:
  const CheckInput& input_;
  Finding* finding_;  ///< Null past the limit: nothing is kept.
};

/// Takes what one rule finds on one board.
class RuleReport {
 public:
  /// More of one rule are not listed, only mentioned: a hostile tree can make millions.
  static constexpr std::size_t max_findings = 256;

  RuleReport(const CheckInput& input, const Rule& rule, std::vector<Finding>& findings)
      : input_{input}, rule_{rule}, findings_{findings} {}

  FindingDraft error(std::string message) { return add(Severity::Error, std::move(message)); }
  FindingDraft warning(std::string message) { return add(Severity::Warning, std::move(message)); }
  FindingDraft note(std::string message) { return add(Severity::Note, std::move(message)); }
  FindingDraft add(Severity severity, std::string message);
  /// True if further findings are not kept: a rule that looks at pairs may stop.
  bool is_full() const { return count_ > max_findings; }

 private:
  const CheckInput& input_;
  const Rule& rule_;
  std::vector<Finding>& findings_;
  std::size_t count_ = 0;
};

}  // namespace rampart
