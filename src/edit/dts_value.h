#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "model/tree_edit.h"

namespace rampart {

/// What the text of a value needs to know of the tree around it.
struct DtsValueNames {
  /// How a value names the node of a path: `&label`.
  std::function<std::string(std::string_view path)> reference;
  /// The path of what `&label` or `&{/path}` names; empty if no file defines it.
  std::function<std::string(std::string_view reference)> path;
  /// What a cell as written is worth; nothing if that cannot be told.
  std::function<std::optional<std::uint64_t>(std::string_view text)> number;
};

/// The text of a new property's value, between `=` and `;`; empty for a value that is none. It is written as `like` is,
/// the value of a property of the same name elsewhere, which may be empty.
std::string dts_value_text(const TreeAssignment& assignment, std::string_view like, const DtsValueNames& names);

/// The text `old` of a value, changed into what the assignment says: cells and strings that stay are as they were, and
/// the others are written as their neighbours. `old` again if it says so already.
std::string dts_value_changed(std::string_view old, const TreeAssignment& assignment, const DtsValueNames& names);

}  // namespace rampart
