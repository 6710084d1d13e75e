#pragma once

#include <cstdint>
#include <string_view>

#include <rampart/base/result.h>

namespace rampart {

/// Reads a file that holds one decimal number and nothing else, as debugfs and sysfs print them: `8192\n`. Blanks
/// around the number are allowed. Malformed, with line 1 and column, for anything else.
Result<std::uint64_t> parse_single_number(std::string_view text, std::string_view file);

}  // namespace rampart
