#pragma once

#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "analyses/check/test_board.h"
#include "analyses/reserve/reserve_plan.h"

namespace rampart {

/// Cells as a source writes them: `<0x0 0x40000000 &/reserved-memory/a>`.
inline std::string cells_text(const std::vector<TreeCell>& cells) {
  std::string text;
  for (const TreeCell& cell : cells) {
    const auto* const reference = std::get_if<NodeReference>(&cell);
    text += text.empty() ? "" : " ";
    text += reference != nullptr ? "&" + reference->path : fmt::format("{:#x}", std::get<std::uint32_t>(cell));
  }
  return '<' + text + '>';
}

inline std::string assignment_text(const TreeAssignment& assignment) {
  if (const auto* const cells = std::get_if<std::vector<TreeCell>>(&assignment.value)) {
    return assignment.name + " = " + cells_text(*cells);
  }
  if (const auto* const texts = std::get_if<std::vector<std::string>>(&assignment.value)) {
    std::string joined;
    for (const std::string& text : *texts) joined += (joined.empty() ? "" : ", ") + text;
    return assignment.name + " = " + joined;
  }
  return assignment.name;
}

/// A step of a change on one line, as the tests compare them.
inline std::string edit_text(const TreeEdit& edit) {
  struct Words {
    std::string operator()(const AddNode& add) const {
      std::string text = fmt::format("add {}: {}/{}", add.label, add.parent == "/" ? "" : add.parent, add.name);
      if (!add.before.empty()) text += " before " + add.before;
      for (const TreeAssignment& property : add.properties) text += "; " + assignment_text(property);
      return text;
    }
    std::string operator()(const RemoveNode& remove) const { return "remove " + remove.path; }
    std::string operator()(const RenameNode& rename) const {
      return fmt::format("rename {} to {}", rename.path, rename.name);
    }
    std::string operator()(const SetProperty& set) const {
      return fmt::format("set {} {}", set.path, assignment_text(set.assignment));
    }
    std::string operator()(const RemoveProperty& remove) const {
      return fmt::format("remove {} {}", remove.path, remove.name);
    }
  };
  return std::visit(Words{}, edit);
}

/// The steps of a plan, or what is wrong.
inline std::vector<std::string> planned(const BootSetup& setup, const ReserveRequest& request,
                                        const ReserveFacts& facts = {}) {
  const auto plan = reserve_plan(setup, request, facts);
  if (!plan) return {"error: " + plan.error().what};
  std::vector<std::string> texts;
  for (const TreeEdit& edit : plan->tree) texts.push_back(edit_text(edit));
  for (const BootEdit& edit : plan->boot) texts.push_back(fmt::format("{}={}", edit.name, edit.value));
  return texts;
}

inline ReserveRequest request_to(ReserveRequest::Action action, std::string name) {
  ReserveRequest request;
  request.action = action;
  request.name = std::move(name);
  return request;
}

}  // namespace rampart
