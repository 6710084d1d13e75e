#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rampart {

/// A line of a text that is edited: nothing of it is lost.
struct TextLine {
  std::string text;  ///< Without its end.
  std::string end;   ///< "\n", "\r\n", or nothing for a last line that has none.
  friend bool operator==(const TextLine&, const TextLine&) = default;
};

inline std::vector<TextLine> text_lines(std::string_view text) {
  std::vector<TextLine> lines;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::size_t size = newline == std::string_view::npos ? text.size() : newline + 1;
    std::string_view content = text.substr(0, newline);
    const bool has_return = newline != std::string_view::npos && content.ends_with('\r');
    if (has_return) content.remove_suffix(1);
    lines.push_back({std::string{content}, std::string{text.substr(content.size(), size - content.size())}});
    text.remove_prefix(size);
  }
  return lines;
}

inline std::string joined_lines(const std::vector<TextLine>& lines) {
  std::string text;
  for (const TextLine& line : lines) text.append(line.text).append(line.end);
  return text;
}

/// Puts a line in front of the one at `index`, or behind the last, with the end that the text's lines have; a missing
/// newline at the end of the text stays missing.
inline void insert_line(std::vector<TextLine>& lines, std::size_t index, std::string text) {
  const std::string end = lines.empty() || lines.front().end.empty() ? "\n" : lines.front().end;
  if (index < lines.size()) {
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(index), TextLine{std::move(text), end});
    return;
  }
  std::string last_end = lines.empty() ? end : lines.back().end;
  if (!lines.empty() && lines.back().end.empty()) lines.back().end = end;
  lines.push_back({std::move(text), std::move(last_end)});
}

/// Takes a line out again, so that what `insert_line` did is undone.
inline void erase_line(std::vector<TextLine>& lines, std::size_t index) {
  const bool is_last = index + 1 == lines.size();
  if (is_last && index > 0 && lines[index].end.empty()) lines[index - 1].end.clear();
  lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(index));
}

}  // namespace rampart
