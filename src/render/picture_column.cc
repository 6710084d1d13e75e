#include "render/picture_column.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "base/size_text.h"
#include "render/map_details.h"
#include "render/map_words.h"

namespace rampart {
namespace {

constexpr int tooth_width = 10;  ///< Of the break sign.
constexpr int tooth_height = 5;

/// The rows that are spans, one a span.
std::vector<MapRow> span_rows(const MemoryMap& map) {
  std::vector<MapRow> rows = map_rows(map);
  std::erase_if(rows, [](const MapRow& row) { return row.covered; });
  return rows;
}

/// A zigzag from (x, y) over `width` pixels to the right, or to the left where `width` is negative.
std::string teeth(int width) {
  const int count = std::max(2, (width < 0 ? -width : width) / tooth_width / 2 * 2);
  std::string path;
  for (int i = 0; i < count; ++i) {
    const int step = width * (i + 1) / count - width * i / count;
    path += fmt::format("l{} {}", step, i % 2 == 0 ? -tooth_height : tooth_height);
  }
  return path;
}

/// The sign that a piece is longer than drawn: a gap between two zigzags, with the true size in it.
void draw_break(Canvas& canvas, const AxisPiece& piece, const ColumnPlace& place) {
  const int middle = place.top + piece.top + piece.height / 2;
  const int x = place.box_x - 3;
  const int width = place.box_width + 6;
  const int half = break_half_height - tooth_height;
  canvas.path(fmt::format("M{} {}{}v{}{}z", x, middle - half, teeth(width), 2 * half, teeth(-width)), "paper");
  canvas.path(fmt::format("M{} {}{}", x, middle - half, teeth(width)), "line");
  canvas.path(fmt::format("M{} {}{}", x, middle + half, teeth(width)), "line");
  const std::string size = size_text(piece.range.size());
  const std::string words = size + ", not to scale";
  const bool fits = Canvas::text_width(words.size(), 11) <= place.box_width;
  canvas.text(place.box_x + place.box_width / 2, middle + 4, fits ? words : size, "small", Anchor::Middle);
}

/// The used share as a darker part from the left, with a line where free space begins.
void draw_use(Canvas& canvas, const Region& region, const PictureBox& box, const ColumnPlace& place) {
  const auto share = used_share(region.usage, region.range.size());
  if (!share) return;
  const int width = static_cast<int>(static_cast<unsigned>(place.box_width - 2) * *share / 1000);
  const int x = place.box_x + 1;
  const int y = place.top + box.top + 1;
  if (width > 0) canvas.rect(x, y, width, box.height - 1, "used");
  canvas.path(fmt::format("M{}.5 {}v{}", x + width, y, box.height - 1), "share");
}

void draw_box(Canvas& canvas, const MemoryMap& map, const MapRow& row, const PictureBox& box, const Axis& axis,
              const ColumnPlace& place) {
  canvas.box(place.box_x, place.top + box.top, place.box_width, box.height, row.kind);
  if (row.region) draw_use(canvas, map.regions()[*row.region], box, place);
  for (const std::size_t piece : box.broken) draw_break(canvas, axis.pieces[piece], place);
}

PictureEntry label_entry(const MapRow& row, const MemoryMap& map, bool first_label) {
  PictureEntry entry{.place = address_text(row.range.base()),
                     .size = size_text(row.range.size()),
                     .kind = row.kind,
                     .name = {},
                     .use = row.slack ? "slack" : ""};
  if (!row.region) return entry;
  const Region& region = map.regions()[*row.region];
  if (first_label || row.kind != Kind::Ram) entry.name = region.name;
  if (!first_label) return entry;
  const std::string usage = usage_text(region.usage, region.range.size());
  if (entry.use.empty()) entry.use = usage.empty() ? users_text(region.users) : usage;
  return entry;
}

void draw_leader(Canvas& canvas, const ColumnPlace& place, const PictureBox& box, int label_middle) {
  const int from = place.labels_left ? place.box_x - 1 : place.box_x + place.box_width + 1;
  const int to = place.labels_left ? place.label_x + 4 : place.label_x - 4;
  const int step = place.labels_left ? -6 : 6;
  canvas.path(fmt::format("M{} {}.5h{}L{} {}.5H{}", from, place.top + box.anchor, step, to - step,
                          place.top + label_middle, to),
              "line");
}

}  // namespace

void draw_boxes(Canvas& canvas, const MemoryMap& map, const PictureLayout& layout, std::size_t column,
                const ColumnPlace& place, const BoxLinks& links) {
  const std::vector<MapRow> rows = span_rows(map);
  for (const PictureBox& box : layout.columns[column].boxes) {
    const MapRow& row = rows[box.span];
    std::string_view end = "</g>\n";
    if (links.linked && row.region) {
      canvas.raw(fmt::format("<a class=\"box\" href=\"#{}{}\">", links.target_prefix, *row.region));
      end = "</a>\n";
    } else {
      canvas.raw(links.linked ? "<g class=\"box\" tabindex=\"0\">" : "<g class=\"box\">");
    }
    canvas.raw(fmt::format("<title>{}</title>\n", details_markup(row_details(row, map))));
    draw_box(canvas, map, row, box, layout.axis, place);
    canvas.raw(end);
  }
}

void draw_labels(Canvas& canvas, const MemoryMap& map, const LayoutColumn& column, const ColumnPlace& place,
                 const std::vector<std::string>& changes) {
  const std::vector<MapRow> rows = span_rows(map);
  std::vector<bool> has_label(map.regions().size());
  std::vector<PictureEntry> entries;
  for (const PictureLabel& label : column.labels) {
    const MapRow& row = rows[column.boxes[label.box].span];
    const bool first = row.region && !has_label[*row.region];
    if (first) has_label[*row.region] = true;
    entries.push_back(label_entry(row, map, first));
    if (first && !changes.empty() && !changes[*row.region].empty()) entries.back().use = changes[*row.region];
  }
  const EntryColumns columns{entries, place.label_x, place.label_width, 12};
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const PictureLabel& label = column.labels[i];
    draw_leader(canvas, place, column.boxes[label.box], label.middle);
    if (place.two_lines) {
      draw_two_lines(canvas, place.label_x, place.top + label.middle, place.label_width,
                     place.labels_left ? Anchor::End : Anchor::Start, entries[i]);
    } else {
      columns.draw(canvas, place.top + label.middle + 4, entries[i]);
    }
  }
}

}  // namespace rampart
