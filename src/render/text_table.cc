#include "render/text_table.h"

#include <algorithm>

#include "base/printable.h"

namespace rampart {
namespace {

/// A line of cells as wide as their columns; a column of no width is left out.
std::string line_of(const std::vector<std::string>& cells, const std::vector<TextTable::Column>& columns,
                    const std::vector<std::size_t>& widths, std::size_t indent) {
  std::string line(indent, ' ');
  std::string_view gap;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (widths[i] == 0) continue;
    const std::string fill(widths[i] - display_width(cells[i]), ' ');
    line += gap;
    line += columns[i].align == TextTable::Align::Right ? fill + cells[i] : cells[i] + fill;
    gap = "  ";
  }
  line.resize(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string TextTable::text(std::size_t width, std::size_t indent) const {
  std::vector<std::size_t> widths(columns_.size());
  std::vector<std::string> headings;
  for (const Column& column : columns_) headings.emplace_back(column.heading);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (widths[i] != 0) widths[i] = std::max(widths[i], display_width(headings[i]));
  }
  std::string text;
  const auto put = [&](const std::vector<std::string>& cells) {
    const std::string line = line_of(cells, columns_, widths, indent);
    text += (width == 0 ? line : shortened(line, width)) + '\n';
  };
  put(headings);
  for (const auto& row : rows_) put(row);
  return text;
}

}  // namespace rampart
