#pragma once

#include <string_view>

namespace rampart {

constexpr std::string_view trim_left(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

constexpr std::string_view trim_right(std::string_view text) {
  const auto last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

/// The text without blanks, tabs and line ends on both sides.
constexpr std::string_view trim(std::string_view text) { return trim_left(trim_right(text)); }

}  // namespace rampart
