#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rampart {

/// What changes in a file, as `diff -u` prints it and `patch` takes it, but without times: hunks with three lines
/// around each change. `before` is nothing for a file that is new, `after` for one that goes; empty if nothing changes.
/// The changes are the fewest possible; where more than a thousand lines differ, they may be more than that, so that
/// the time stays in proportion to the size.
std::string unified_diff(std::string_view path, std::optional<std::string_view> before,
                         std::optional<std::string_view> after);

}  // namespace rampart
