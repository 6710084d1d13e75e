#include "edit/dtb_names.h"

#include <algorithm>
#include <string>
#include <variant>

#include "edit/dts_refusal.h"

namespace rampart {
namespace {

constexpr std::size_t longest_tree_name = 255;

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool consists_of(std::string_view name, std::string_view signs) {
  const bool fits = std::ranges::all_of(
      name, [&](char c) { return is_letter_or_digit(c) || signs.find(c) != std::string_view::npos; });
  return fits && !name.empty() && name.size() <= longest_tree_name;
}

Result<void> name_of_kind(std::string_view name, std::string_view signs, std::string_view kind, std::string_view file) {
  if (consists_of(name, signs)) return {};
  std::string what = '"' + std::string{name} + "\" names no " + std::string{kind};
  what += " (expected letters, digits and " + std::string{signs} + ')';
  return refused_edit(Errc::OutOfRange, SourcePos{std::string{file}, 0, 0}, std::move(what));
}

Result<void> node_name(std::string_view name, std::string_view file) {
  return name_of_kind(name, ",._+-@", "node", file);
}

Result<void> assigned(const TreeAssignment& assignment, std::string_view file) {
  const auto* const texts = std::get_if<std::vector<std::string>>(&assignment.value);
  const bool has_zero = texts != nullptr && std::ranges::any_of(*texts, [](const std::string& text) {
                          return text.find('\0') != std::string::npos;
                        });
  if (has_zero) {
    std::string what = assignment.name + " would hold a zero byte (expected texts without)";
    return refused_edit(Errc::OutOfRange, SourcePos{std::string{file}, 0, 0}, std::move(what));
  }
  return name_of_kind(assignment.name, ",._+-?#", "property", file);
}

}  // namespace

Result<void> check_edit_names(const TreeEdit& edit, std::string_view file) {
  if (const auto* const rename = std::get_if<RenameNode>(&edit)) return node_name(rename->name, file);
  if (const auto* const set = std::get_if<SetProperty>(&edit)) return assigned(set->assignment, file);
  const auto* const add = std::get_if<AddNode>(&edit);
  if (add == nullptr) return {};
  if (auto good = node_name(add->name, file); !good) return good;
  const bool begins_well = add->label.empty() || add->label[0] < '0' || add->label[0] > '9';
  if (!begins_well) return name_of_kind({}, "_, not a digit first", "label", file);
  if (!add->label.empty()) {
    if (auto good = name_of_kind(add->label, "_", "label", file); !good) return good;
  }
  for (const TreeAssignment& each : add->properties) {
    if (auto good = assigned(each, file); !good) return good;
  }
  return {};
}

}  // namespace rampart
