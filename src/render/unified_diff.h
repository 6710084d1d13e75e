#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rampart {

/// What changes in a file, in the form that `diff -u` has and `patch` takes: one hunk from the first line that differs
/// to the last, with three lines around it. `before` is nothing for a file that is new, `after` for one that goes;
/// empty if nothing changes.
std::string unified_diff(std::string_view path, std::optional<std::string_view> before,
                         std::optional<std::string_view> after);

}  // namespace rampart
