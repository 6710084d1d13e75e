#pragma once

#include <chrono>
#include <string_view>

#include <rampart/base/result.h>

namespace rampart {

/// Reads the first number of /proc/uptime, seconds since boot with two decimals. Malformed, with column, if there is
/// none, or one of more seconds than a thousand years have.
Result<std::chrono::milliseconds> parse_uptime(std::string_view text, std::string_view file);

}  // namespace rampart
