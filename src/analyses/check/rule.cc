#include "analyses/check/rule.h"

#include <utility>

namespace rampart {

FindingDraft& FindingDraft::at(const ReservedNode& node, std::string_view property) {
  names(node.name);
  return at_path(node.path, property);
}

FindingDraft& FindingDraft::at_path(std::string_view path, std::string_view property) {
  if (finding_ == nullptr) return *this;
  return at({position_of(input_.tree, path, property), std::string{path}});
}

FindingDraft& FindingDraft::at_parameter(std::string_view name) {
  const CommandLine& line = input_.setup.command_line;
  const Parameter* const parameter = line.last(name);
  if (finding_ == nullptr || parameter == nullptr) return *this;
  const auto& chosen = input_.tree.chosen;
  if (chosen && chosen->bootargs && line.text == *chosen->bootargs) return at_path("/chosen", "bootargs");
  const std::string written = parameter->value ? parameter->name + '=' + *parameter->value : parameter->name;
  return at({line.where(*parameter), written});
}

FindingDraft& FindingDraft::at(Origin origin) {
  if (finding_ != nullptr) finding_->locations.push_back(std::move(origin));
  return *this;
}

FindingDraft& FindingDraft::names(std::string region) {
  if (finding_ != nullptr) finding_->regions.push_back(std::move(region));
  return *this;
}

FindingDraft& FindingDraft::effect(std::string text) {
  if (finding_ != nullptr) finding_->effect = std::move(text);
  return *this;
}

FindingDraft& FindingDraft::help(std::string text) {
  if (finding_ != nullptr) finding_->help = std::move(text);
  return *this;
}

FindingDraft RuleReport::add(Severity severity, std::string message) {
  if (is_full()) return {input_, nullptr};
  if (++count_ > max_findings) message = "there are more of these than the " + std::to_string(max_findings) + " listed";
  findings_.push_back({.rule = std::string{rule_.id},
                       .severity = severity,
                       .message = std::move(message),
                       .help = count_ > max_findings ? "" : std::string{rule_.remedy},
                       .regions = {},
                       .locations = {}});
  return {input_, count_ > max_findings ? nullptr : &findings_.back()};
}

}  // namespace rampart
