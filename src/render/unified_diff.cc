#include "render/unified_diff.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <vector>

#include "render/line_diff.h"

namespace rampart {
namespace {

constexpr std::size_t lines_around = 3;

/// With their ends, so that a last line without one differs from the same with it.
std::vector<std::string_view> whole_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::size_t size = newline == std::string_view::npos ? text.size() : newline + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

void put_line(std::string& out, char sign, std::string_view line) {
  out += sign;
  out += line;
  if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

/// `3,7`: the first line and how many, which is left out if it is one; where there are none, the line before.
std::string line_span(std::size_t first, std::size_t count) {
  if (count == 1) return fmt::format("{}", first + 1);
  return fmt::format("{},{}", count == 0 ? first : first + 1, count);
}

/// Edits that share lines around them, as one hunk.
void put_hunk(std::string& out, const std::vector<std::string_view>& before, const std::vector<std::string_view>& after,
              const LineEdit* first, const LineEdit* last) {
  const std::size_t above = std::min(first->old_begin, lines_around);
  const std::size_t below = std::min(before.size() - last->old_end, lines_around);
  const std::size_t old_begin = first->old_begin - above;
  const std::size_t new_begin = first->new_begin - above;
  out += fmt::format("@@ -{} +{} @@\n", line_span(old_begin, last->old_end + below - old_begin),
                     line_span(new_begin, last->new_end + below - new_begin));
  std::size_t at = old_begin;
  for (const LineEdit* edit = first; edit <= last; ++edit) {
    for (; at < edit->old_begin; ++at) put_line(out, ' ', before[at]);
    for (; at < edit->old_end; ++at) put_line(out, '-', before[at]);
    for (std::size_t i = edit->new_begin; i < edit->new_end; ++i) put_line(out, '+', after[i]);
  }
  for (; at < last->old_end + below; ++at) put_line(out, ' ', before[at]);
}

}  // namespace

std::string unified_diff(std::string_view path, std::optional<std::string_view> before,
                         std::optional<std::string_view> after) {
  const auto old_lines = whole_lines(before.value_or(""));
  const auto new_lines = whole_lines(after.value_or(""));
  const auto edits = line_diff(old_lines, new_lines);
  if (edits.empty() && before.has_value() == after.has_value()) return {};
  std::string out = fmt::format("--- {}\n+++ {}\n", before ? path : "/dev/null", after ? path : "/dev/null");
  for (std::size_t i = 0; i < edits.size();) {
    std::size_t last = i;
    while (last + 1 < edits.size() && edits[last + 1].old_begin - edits[last].old_end <= 2 * lines_around) ++last;
    put_hunk(out, old_lines, new_lines, &edits[i], &edits[last]);
    i = last + 1;
  }
  return out;
}

}  // namespace rampart
