#include "render/unified_diff.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <iterator>
#include <vector>

namespace rampart {
namespace {

constexpr std::size_t context = 3;

/// With their ends, so that a last line without one differs from the same with it.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::size_t size = newline == std::string_view::npos ? text.size() : newline + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

void put(std::string& out, char sign, std::string_view line) {
  out += sign;
  out += line;
  if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

/// `3,7`: the first line and how many; where there are none, the line before.
std::string span(std::size_t first, std::size_t count) {
  return fmt::format("{},{}", count == 0 ? first : first + 1, count);
}

}  // namespace

std::string unified_diff(std::string_view path, std::optional<std::string_view> before,
                         std::optional<std::string_view> after) {
  const auto old_lines = lines_of(before.value_or(""));
  const auto new_lines = lines_of(after.value_or(""));
  if (before.has_value() == after.has_value() && old_lines == new_lines) return {};

  const auto ahead = std::ranges::mismatch(old_lines, new_lines);
  const auto same_at_start = static_cast<std::size_t>(ahead.in1 - old_lines.begin());
  std::size_t same_at_end = 0;
  while (same_at_end < std::min(old_lines.size(), new_lines.size()) - same_at_start &&
         old_lines[old_lines.size() - 1 - same_at_end] == new_lines[new_lines.size() - 1 - same_at_end]) {
    ++same_at_end;
  }
  const std::size_t first = same_at_start - std::min(same_at_start, context);
  const std::size_t after_it = std::min(same_at_end, context);
  const std::size_t old_end = old_lines.size() - same_at_end;
  const std::size_t new_end = new_lines.size() - same_at_end;

  std::string out =
      fmt::format("--- {}\n+++ {}\n@@ -{} +{} @@\n", before ? path : "/dev/null", after ? path : "/dev/null",
                  span(first, old_end + after_it - first), span(first, new_end + after_it - first));
  for (std::size_t i = first; i < same_at_start; ++i) put(out, ' ', old_lines[i]);
  for (std::size_t i = same_at_start; i < old_end; ++i) put(out, '-', old_lines[i]);
  for (std::size_t i = same_at_start; i < new_end; ++i) put(out, '+', new_lines[i]);
  for (std::size_t i = old_end; i < old_end + after_it; ++i) put(out, ' ', old_lines[i]);
  return out;
}

}  // namespace rampart
