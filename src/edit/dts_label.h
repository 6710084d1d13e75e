#pragma once

#include <string>
#include <string_view>

namespace rampart {

/// A label for a node of this name, unit address included, that `is_taken(label)` does not know yet: `video` of
/// `video@80000000`, else `video_80000000`, else with a number behind it.
template <typename IsTaken>
std::string dts_label(std::string_view name, IsTaken&& is_taken) {
  const auto identifier = [](std::string_view text) {
    std::string label;
    for (const char c : text) {
      const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      label.push_back(fits ? c : '_');
    }
    if (label.empty() || (label.front() >= '0' && label.front() <= '9')) label.insert(label.begin(), '_');
    return label;
  };
  std::string label = identifier(name.substr(0, name.find('@')));
  if (!is_taken(label)) return label;
  const std::string whole = identifier(name);
  label = whole;
  for (int number = 2; is_taken(label); ++number) label = whole + '_' + std::to_string(number);
  return label;
}

}  // namespace rampart
