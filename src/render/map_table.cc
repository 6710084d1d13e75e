#include "render/map_table.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>
#include <utility>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/map_words.h"

namespace rampart {
namespace {

enum Column : std::size_t { Start, Last, Size, KindWord, Name, Use, OriginText, column_count };

constexpr std::array<std::string_view, column_count> headings = {"START", "LAST", "SIZE",  "KIND",
                                                                 "NAME",  "USE",  "ORIGIN"};
constexpr std::size_t column_gap = 2;  ///< Blanks between columns.

/// One line of the table. `place` stands across START and LAST where there is no address.
struct Line {
  std::array<std::string, column_count> cells;
  std::string place;
  std::string short_origin;  ///< The place without what to look for there.
  Kind kind{};
};

bool is_number(std::size_t column) { return column <= Size; }

void set_origin(Line& line, const Origin& origin) {
  line.cells[OriginText] = to_string(origin);
  line.short_origin = origin.where.file.empty() ? origin.detail : to_string(origin.where);
}

std::string use_cell(const Usage& usage, Bytes size, const std::vector<std::string>& users) {
  const std::string text = usage_text(usage, size);
  return text.empty() ? users_text(users) : text;
}

Line row_line(const MapRow& row, const MemoryMap& map) {
  Line line;
  line.kind = row.kind;
  line.cells[Start] = address_text(row.range.base());
  line.cells[Last] = address_text(row.range.last());
  line.cells[Size] = size_text(row.range.size());
  line.cells[KindWord] = kind_label(row.kind);
  if (row.region) {
    const Region& region = map.regions()[*row.region];
    const bool repeats = row.continued && row.kind == Kind::Ram;
    if (!repeats) line.cells[Name] = region.name;
    if (!row.continued) line.cells[Use] = use_cell(region.usage, region.range.size(), region.users);
    if (!repeats) set_origin(line, region.origin);
  }
  if (row.slack) line.cells[Use] = "slack";
  if (row.covered) line.cells[Use] = "covered by what lies in it";
  return line;
}

Line dynamic_line(const DynamicRegion& region, const MemoryMap& map) {
  Line line;
  line.kind = region.kind;
  const auto lowest = map.spans().empty() ? std::nullopt : std::optional{map.spans().front().range.base()};
  line.place = place_text(region, lowest);
  line.cells[Size] = size_text(region.size);
  line.cells[KindWord] = kind_label(region.kind);
  line.cells[Name] = region.name;
  line.cells[Use] = dynamic_use_text(region);
  set_origin(line, region.origin);
  return line;
}

/// The 16 colours that every terminal has; kinds are told by their word as well.
std::string_view colour_of(Kind kind) {
  switch (kind) {
    case Kind::NoMap:
    case Kind::Crash:
      return "\x1b[31m";
    case Kind::Reserved:
      return "\x1b[33m";
    case Kind::Cma:
      return "\x1b[32m";
    case Kind::DmaPool:
      return "\x1b[36m";
    case Kind::Kernel:
    case Kind::Initrd:
    case Kind::Fdt:
      return "\x1b[34m";
    case Kind::Cmm:
    case Kind::Ion:
      return "\x1b[35m";
    case Kind::Heap:
      return "\x1b[92m";
    case Kind::Hole:
    case Kind::Device:
      return "\x1b[2m";
    default:
      return {};
  }
}

/// Usage loses its last parts first: `41 MiB used (64%)` says more than a part that is cut in two.
std::string cut(std::string cell, std::size_t column, std::size_t width) {
  if (column == OriginText) return shortened_front(cell, width);
  while (column == Use && display_width(cell) > width && cell.find(", ") != std::string::npos) {
    cell.erase(cell.rfind(", "));
  }
  return shortened(cell, width);
}

class Table {
 public:
  explicit Table(std::vector<Line> lines) : lines_{std::move(lines)} {
    for (std::size_t i = 0; i < column_count; ++i) widths_[i] = natural_width(i);
    // A place without an address stands across both address columns.
    for (const Line& line : lines_) {
      if (line.place.empty()) continue;
      for (const Column i : {Start, Last}) widths_[i] = std::max(widths_[i], headings[i].size());
      const std::size_t both = display_width(line.place);
      if (both > widths_[Start] + column_gap + widths_[Last]) widths_[Start] = both - column_gap - widths_[Last];
    }
  }

  /// Makes the table at most `width` wide: what says where a fact came from gives way first, addresses never.
  void fit(std::size_t width) {
    static constexpr std::pair<Column, std::size_t> steps[] = {{Use, 26},       {Name, 26}, {OriginText, 14},
                                                               {Use, 18},       {Name, 18}, {OriginText, 8},
                                                               {OriginText, 0}, {Name, 10}, {Use, 0}};
    if (total_width() <= width) return;
    for (Line& line : lines_) line.cells[OriginText] = line.short_origin;
    widths_[OriginText] = natural_width(OriginText);
    for (const auto& [column, least] : steps) {
      const std::size_t total = total_width();
      if (total <= width) break;
      const std::size_t wanted = widths_[column] - std::min(widths_[column], total - width);
      widths_[column] = least == 0 ? 0 : std::min(widths_[column], std::max(least, wanted));
    }
    for (const Column column : {Name, Use}) grow(column, width - std::min(width, total_width()));
  }

  std::string text(bool colour) const {
    std::string out;
    Line heading;
    for (std::size_t i = 0; i < column_count; ++i) heading.cells[i] = headings[i];
    append(out, heading, colour ? "\x1b[1m" : "", false);
    for (const Line& line : lines_) append(out, line, colour ? colour_of(line.kind) : "", true);
    return out;
  }

 private:
  std::size_t natural_width(std::size_t column) const {
    std::size_t widest = 0;
    for (const Line& line : lines_) widest = std::max(widest, display_width(line.cells[column]));
    return widest == 0 ? 0 : std::max(widest, headings[column].size());
  }

  /// Gives back what a dropped column left over.
  void grow(Column column, std::size_t room) {
    if (widths_[column] != 0) widths_[column] = std::min(natural_width(column), widths_[column] + room);
  }

  std::size_t total_width() const {
    std::size_t total = 0;
    for (const std::size_t width : widths_) total += width == 0 ? 0 : width + (total == 0 ? 0 : column_gap);
    return total;
  }

  /// Paints the kind's word only, or the whole line if not `kind_only`.
  void append(std::string& out, const Line& line, std::string_view paint, bool kind_only) const {
    std::string text;
    for (std::size_t i = 0; i < column_count; ++i) {
      if (widths_[i] == 0) continue;
      std::size_t width = widths_[i];
      std::string cell = line.cells[i];
      if (!line.place.empty() && i == Start) continue;
      if (!line.place.empty() && i == Last) {
        cell = line.place;
        width += widths_[Start] + (widths_[Start] == 0 ? 0 : column_gap);
      }
      if (!text.empty()) text.append(column_gap, ' ');
      cell = cut(std::move(cell), i, width);
      const std::size_t blanks = width - display_width(cell);
      if (kind_only && i == KindWord && !paint.empty()) cell = fmt::format("{}{}\x1b[0m", paint, cell);
      if (is_number(i)) text.append(blanks, ' ');
      text += cell;
      if (!is_number(i)) text.append(blanks, ' ');
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += kind_only || paint.empty() ? text : fmt::format("{}{}\x1b[0m", paint, text);
    out += '\n';
  }

  std::vector<Line> lines_;
  std::array<std::size_t, column_count> widths_{};
};

void make_printable(Line& line) {
  for (std::string& cell : line.cells) cell = printable(cell);
  line.short_origin = printable(line.short_origin);
}

}  // namespace

std::string map_table(const MapView& view, const TableStyle& style) {
  std::vector<Line> lines;
  for (const MapRow& row : map_rows(view.map)) lines.push_back(row_line(row, view.map));
  for (const DynamicRegion& region : view.map.dynamic()) lines.push_back(dynamic_line(region, view.map));
  std::ranges::for_each(lines, make_printable);

  std::string out;
  if (!lines.empty()) {
    Table table{std::move(lines)};
    if (style.width != 0) table.fit(style.width);
    out = table.text(style.colour);
  }
  out += sums_line(map_sums(view.map, view.free_to)) + '\n';

  const std::vector<Finding> findings = all_findings(view);
  if (!findings.empty() || !view.notes.empty()) out += '\n';
  for (const Finding& finding : findings) out += printable(finding_line(finding)) + '\n';
  for (const Note& note : view.notes) out += "note: " + printable(to_string(note)) + '\n';
  return out;
}

}  // namespace rampart
