#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace rampart {

/// The words of a line, which blanks and tabs part. Stops after `limit` of them: no line of a table that we read has
/// so many, and a hostile one may have millions.
inline std::vector<std::string_view> words_of(std::string_view text, std::size_t limit = 64) {
  constexpr std::string_view separators = " \t";
  std::vector<std::string_view> words;
  auto at = text.find_first_not_of(separators);
  while (at != std::string_view::npos && words.size() < limit) {
    const auto end = text.find_first_of(separators, at);
    words.push_back(text.substr(at, end == std::string_view::npos ? end : end - at));
    at = end == std::string_view::npos ? end : text.find_first_not_of(separators, end);
  }
  return words;
}

}  // namespace rampart
