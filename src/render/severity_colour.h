#pragma once

#include <string_view>

#include <rampart/model/finding.h>

namespace rampart {

/// The escape sequence that begins what is said of a finding on a terminal; `plain_colour` ends it.
std::string_view colour_of(Severity severity);

inline constexpr std::string_view plain_colour = "\x1b[0m";

}  // namespace rampart
