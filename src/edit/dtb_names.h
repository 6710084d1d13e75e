#pragma once

#include <string_view>

#include <rampart/base/result.h>

#include "model/tree_edit.h"

namespace rampart {

/// OutOfRange if an edit brings a name, label or text that no device tree may have: of a node other characters than
/// letters, digits and `,._+-@`, of a property those and `?#`, of a label other than letters, digits and `_`, more than
/// 255 bytes, or a text with a zero byte. `file` only names the tree in the error.
Result<void> check_edit_names(const TreeEdit& edit, std::string_view file);

}  // namespace rampart
