#include "render/map_html.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/size_text.h"
#include "render/map_details.h"
#include "render/map_words.h"
#include "render/page_parts.h"
#include "render/picture_svg.h"
#include "render/xml_text.h"

namespace rampart {
namespace {

enum Column : std::size_t { Start, Last, Size, ByteCount, KindWord, Name, Use, Flags, Users, Origins, column_count };

constexpr std::array<std::string_view, column_count> headings = {"Start", "Last", "Size",       "Bytes", "Kind",
                                                                 "Name",  "Use",  "Attributes", "Users", "Origin"};

/// What a cell shows, and what a sort compares where that is not the text itself.
struct Cell {
  std::string text;
  std::string sort_key{};
};

struct Row {
  std::string id;  ///< What a box of the picture links to; empty for what is not drawn.
  std::array<Cell, column_count> cells;
};

/// A number as a key that sorts as text.
std::string key(std::uint64_t value) { return fmt::format("{:016x}", value); }

std::string list(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += fmt::format("{}{}", text.empty() ? "" : ", ", value);
  return text;
}

std::string origins(const Origin& origin, const std::vector<Origin>& confirmed_by) {
  std::string text = to_string(origin);
  for (const Origin& other : confirmed_by) text += fmt::format("; {}", to_string(other));
  return text;
}

Cell number(std::string text, std::uint64_t value) { return {std::move(text), key(value)}; }

Row region_row(const Region& region, std::string id) {
  const PhysRange& range = region.range;
  const auto share = used_share(region.usage, range.size());
  Row row{std::move(id), {}};
  row.cells[Start] = number(address_text(range.base()), range.base().value);
  row.cells[Last] = number(address_text(range.last()), range.last().value);
  row.cells[Size] = number(size_text(range.size()), range.size().value);
  row.cells[ByteCount] = number(std::to_string(range.size().value), range.size().value);
  row.cells[KindWord] = {std::string{kind_label(region.kind)}};
  row.cells[Name] = {region.name};
  row.cells[Use] = {usage_text(region.usage, range.size()), share ? key(*share) : ""};
  row.cells[Flags] = {attributes_text(region.attributes)};
  row.cells[Users] = {list(region.users)};
  row.cells[Origins] = {origins(region.origin, region.confirmed_by)};
  return row;
}

/// Without an address it sorts behind all that have one.
Row dynamic_row(const DynamicRegion& region, std::optional<PhysAddr> lowest) {
  Row row;
  row.cells[Start] = number(place_text(region, lowest), UINT64_MAX);
  row.cells[Last] = number("", UINT64_MAX);
  row.cells[Size] = number(size_text(region.size), region.size.value);
  row.cells[ByteCount] = number(std::to_string(region.size.value), region.size.value);
  row.cells[KindWord] = {std::string{kind_label(region.kind)}};
  row.cells[Name] = {region.name};
  row.cells[Use] = {region.usage == Usage{} ? std::string{without_address(region.kind)} : dynamic_use_text(region)};
  row.cells[Flags] = {attributes_text(region.attributes)};
  row.cells[Users] = {list(region.users)};
  row.cells[Origins] = {to_string(region.origin)};
  return row;
}

std::string row_markup(const Row& row, const std::array<bool, column_count>& shown) {
  std::string out = row.id.empty() ? "<tr>" : fmt::format("<tr id=\"{}\">", row.id);
  for (std::size_t i = 0; i < column_count; ++i) {
    if (!shown[i]) continue;
    const Cell& cell = row.cells[i];
    out += cell.sort_key.empty() ? "<td>" : fmt::format("<td data-key=\"{}\">", cell.sort_key);
    out += xml_text(cell.text) + "</td>";
  }
  return out + "</tr>\n";
}

/// All regions of a map, those placed at boot last. A column that is empty in every row is left out.
std::string region_table(const PictureColumn& column, std::string_view id_prefix) {
  const MemoryMap& map = column.view.map;
  std::vector<Row> rows;
  for (std::size_t i = 0; i < map.regions().size(); ++i) {
    rows.push_back(region_row(map.regions()[i], fmt::format("{}{}", id_prefix, i)));
  }
  const auto lowest = map.spans().empty() ? std::nullopt : std::optional{map.spans().front().range.base()};
  for (const DynamicRegion& region : map.dynamic()) rows.push_back(dynamic_row(region, lowest));

  std::array<bool, column_count> shown{};
  for (std::size_t i = 0; i < column_count; ++i) {
    const bool has_text = std::ranges::any_of(rows, [&](const Row& row) { return !row.cells[i].text.empty(); });
    shown[i] = i <= Name || has_text;
  }
  std::string out = "<div class=\"wide\">\n<table class=\"regions\">\n";
  out += fmt::format("<caption>All regions{}{}</caption>\n<thead><tr>", column.caption.empty() ? "" : ": ",
                     xml_text(column.caption));
  for (std::size_t i = 0; i < column_count; ++i) {
    if (shown[i]) out += fmt::format("<th scope=\"col\">{}</th>", headings[i]);
  }
  out += "</tr></thead>\n<tbody>\n";
  for (const Row& row : rows) out += row_markup(row, shown);
  return out + "</tbody>\n</table>\n</div>\n";
}

std::string finding_item(const Finding& finding) {
  std::string places;
  for (const Origin& origin : finding.locations) places += fmt::format("<li>{}</li>", xml_text(to_string(origin)));
  return fmt::format("<li class=\"{}\"><strong>{}[{}]</strong> {}{}{}</li>\n", to_string(finding.severity),
                     to_string(finding.severity), xml_text(finding.rule), xml_text(finding.message),
                     finding.help.empty() ? "" : fmt::format("<br>help: {}", xml_text(finding.help)),
                     places.empty() ? "" : fmt::format("<ul>{}</ul>", places));
}

std::string findings_and_notes(const PictureColumn& column) {
  const auto heading = [&](std::string_view word) {
    return fmt::format("<h2>{}{}{}</h2>\n<ul>\n", word, column.caption.empty() ? "" : ": ", xml_text(column.caption));
  };
  std::string out;
  const std::vector<Finding> findings = all_findings(column.view);
  if (!findings.empty()) {
    out += heading("Findings");
    for (const Finding& finding : findings) out += finding_item(finding);
    out += "</ul>\n";
  }
  if (!column.view.notes.empty()) {
    out += heading("Notes");
    for (const Note& note : column.view.notes) out += fmt::format("<li>{}</li>\n", xml_text(to_string(note)));
    out += "</ul>\n";
  }
  return out;
}

std::string page(std::span<const PictureColumn> columns) {
  const MapView& view = columns.front().view;
  const std::string title = view.title.empty() ? "Physical memory" : view.title;
  std::string body = fmt::format("<h1 class=\"unseen\">{}</h1>\n<div class=\"picture\">\n{}</div>\n{}", xml_text(title),
                                 picture_svg(columns, true), page_details_panel);
  for (const PictureColumn& column : columns) body += findings_and_notes(column);
  for (std::size_t i = 0; i < columns.size(); ++i) body += region_table(columns[i], i == 0 ? "region-" : "second-");
  for (const PictureColumn& column : columns) {
    if (column.view.sources.empty()) continue;
    body += fmt::format("<p class=\"sources\">{}{}read from {}</p>\n", xml_text(column.caption),
                        column.caption.empty() ? "" : ": ", xml_text(list(column.view.sources)));
  }
  return html_page(title, body);
}

}  // namespace

std::string map_html(const MapView& view) {
  const PictureColumn columns[] = {{view, ""}};
  return page(columns);
}

std::string map_html(const PictureColumn& left, const PictureColumn& right) {
  const PictureColumn columns[] = {left, right};
  return page(columns);
}

}  // namespace rampart
