#pragma once

#include <cstddef>
#include <string_view>

namespace rampart {

/// Where a line begins behind the clock that a terminal program put in front of it, and its blanks:
/// `[09:15:52] text`, `[2024-03-19 09:15:52.101] text`, `09:15:52.101 -> text`. 0 where there is no clock and no blank.
std::size_t after_terminal_clock(std::string_view line);

}  // namespace rampart
