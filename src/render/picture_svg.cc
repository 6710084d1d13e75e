#include "render/picture_svg.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/kind_style.h"
#include "render/map_words.h"
#include "render/picture_blocks.h"
#include "render/picture_column.h"
#include "render/picture_entry.h"
#include "render/picture_legend.h"
#include "render/picture_links.h"
#include "render/xml_text.h"

namespace rampart {
namespace {

constexpr int width = 1000;
constexpr int margin = 16;
constexpr int entry_line_height = 17;
constexpr std::size_t most_listed = 1000;  ///< Of regions without a label; the table names all.
constexpr std::size_t most_findings = 8;   ///< And as many notes; the table and the page have all.

constexpr std::size_t most_strips = 8;  ///< Of blocks.
constexpr std::size_t strip_rows = 8;

constexpr ColumnPlace single_column = {.top = 0, .box_x = margin, .box_width = 190, .label_x = 272, .label_width = 712};
constexpr ColumnPlace left_column = {.top = 0,
                                     .box_x = 368,
                                     .box_width = 92,
                                     .label_x = 338,
                                     .label_width = 322,
                                     .labels_left = true,
                                     .two_lines = true};
constexpr ColumnPlace right_column = {.top = 0,
                                      .box_x = 540,
                                      .box_width = 92,
                                      .label_x = 662,
                                      .label_width = 322,
                                      .labels_left = false,
                                      .two_lines = true};
constexpr LabelRoom two_line_room = {.pitch = 30, .limit = 40, .least_height = 560};

/// A size in the largest unit that needs no fraction: the scale is exact.
std::string whole_size_text(Bytes size) {
  constexpr std::string_view units[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  std::size_t unit = 0;
  for (; unit + 1 < std::size(units) && size.value % 1024 == 0; ++unit) size.value /= 1024;
  return fmt::format("{} {}", size.value, units[unit]);
}

/// A drawing that grows downwards.
class Picture {
 public:
  Picture(std::span<const PictureColumn> columns, bool for_page)
      : columns_{columns},
        layout_{
            lay_out(left(), columns.size() > 1 ? &right() : nullptr, columns.size() > 1 ? two_line_room : LabelRoom{})},
        for_page_{for_page} {}

  std::string svg() {
    draw_header();
    y_ = draw_legend(canvas_, y_ + 6, left(), right(), margin, width);
    draw_columns();
    for (std::size_t i = 0; i < columns_.size(); ++i) list_below(i);
    y_ = *std::ranges::max_element(list_ends_);
    if (!is_comparison()) y_ = draw_blocks(canvas_, y_, left(), layout_.columns[0], place_of(0));
    draw_findings_and_notes();
    const int height = y_ + margin;
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rampart\" xml:space=\"preserve\" width=\"{0}\" "
        "height=\"{1}\" viewBox=\"0 0 {0} "
        "{1}\" role=\"{6}\" aria-label=\"{2}\">\n<style>\n{3}</style>\n<defs>\n{4}</defs>\n"
        "<rect class=\"paper\" width=\"{0}\" height=\"{1}\"/>\n{5}</svg>\n",
        width, height, xml_text("Memory map: " + title()), picture_css() + (is_comparison() ? "" : blocks_css(left())),
        kind_patterns(), canvas_.elements(), for_page_ ? "group" : "img");
  }

 private:
  const MemoryMap& left() const { return columns_.front().view.map; }
  const MemoryMap& right() const { return columns_.back().view.map; }
  bool is_comparison() const { return columns_.size() > 1; }

  std::string title() const {
    const std::string& name = columns_.front().view.title;
    return name.empty() ? "Physical memory" : name;
  }

  /// Draws a line of text cut to the picture's width, and moves down.
  void line(std::string_view text, std::string_view classes, int font_size = 12) {
    canvas_.text(margin, y_, shortened(printable(text), Canvas::characters(width - 2 * margin, font_size)), classes);
    y_ += entry_line_height;
  }

  /// The same in as many lines as it takes, broken after a plus sign.
  void wrapped(std::string_view text, std::string_view classes) {
    const std::size_t room = Canvas::characters(width - 2 * margin, 12);
    while (text.size() > room) {
      const std::size_t plus = text.rfind(" + ", room - 3);
      if (plus == std::string_view::npos) break;
      line(text.substr(0, plus + 2), classes);
      text.remove_prefix(plus + 3);
    }
    line(text, classes);
  }

  void draw_header() {
    y_ = 32;
    line(title(), "title", 22);  // bold, and so wider than its 18 pixels say
    y_ += 4;
    for (const PictureColumn& column : columns_) {
      const std::string before = is_comparison() && !column.caption.empty() ? column.caption + ": " : "";
      wrapped(printable(before + sums_line(map_sums(column.view.map, column.view.free_to))), "sans");
    }
    if (left().spans().empty() && right().spans().empty()) return line("no region has an address", "muted sans");
    const bool broken = std::ranges::any_of(layout_.axis.pieces, &AxisPiece::broken);
    line(fmt::format("Low addresses at the top. One pixel of height is {}{}.", whole_size_text(layout_.axis.per_pixel),
                     broken ? "; a part with a zigzag break is longer than drawn" : ""),
         "muted sans");
  }

  ColumnPlace place_of(std::size_t column) const {
    ColumnPlace place = !is_comparison() ? single_column : column == 0 ? left_column : right_column;
    place.top = top_;
    return place;
  }

  void draw_columns() {
    if (is_comparison()) {
      const int middle = (left_column.box_x + left_column.box_width + right_column.box_x) / 2;
      const auto caption = [&](std::size_t i) { return shortened(printable(columns_[i].caption), 50); };
      canvas_.text(middle - 28, y_, caption(0), "sans bold", Anchor::End);
      canvas_.text(middle, y_, "→", "sans", Anchor::Middle);
      canvas_.text(middle + 28, y_, caption(1), "sans bold");
      y_ += 10;
    }
    top_ = y_;
    PictureChanges changes;
    if (is_comparison()) {
      changes = picture_changes(left(), right());
      for (const PictureLink& link : changes.links) draw_link(link);
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const MemoryMap& map = columns_[i].view.map;
      const ColumnPlace place = place_of(i);
      draw_boxes(canvas_, map, layout_, i, place, {for_page_, i == 0 ? "region-" : "second-"});
      draw_labels(canvas_, map, layout_.columns[i], place, i == 0 ? changes.left : changes.right);
      draw_last_address(i, place);
    }
    y_ = top_ + layout_.height + 42;
    list_ends_.assign(columns_.size(), y_);
  }

  void draw_last_address(std::size_t column, const ColumnPlace& place) {
    const std::vector<PictureBox>& boxes = layout_.columns[column].boxes;
    if (boxes.empty()) return;
    const PhysAddr last = columns_[column].view.map.spans().back().range.last();
    const int y = top_ + boxes.back().top + boxes.back().height + 15;
    const int middle = place.box_x + place.box_width / 2;
    canvas_.text(middle, y, fmt::format("last {}", address_text(last)), "small muted", Anchor::Middle);
  }

  /// Where a region is drawn: from its first to its last span.
  std::optional<std::pair<int, int>> extent(std::size_t column, std::size_t region) const {
    const PhysRange range = columns_[column].view.map.regions()[region].range;
    std::optional<std::pair<int, int>> found;
    for (const AxisPiece& piece : layout_.axis.pieces) {
      if (!range.overlaps(piece.range)) continue;
      if (!found) found = {piece.top, piece.top};
      found->second = piece.top + piece.height;
    }
    return found;
  }

  void draw_link(const PictureLink& link) {
    const auto from = extent(0, link.left);
    const auto to = extent(1, link.right);
    if (!from || !to) return;
    const int x1 = left_column.box_x + left_column.box_width + 1;
    const int x2 = right_column.box_x;
    canvas_.path(fmt::format("M{} {}L{} {}V{}L{} {}z", x1, top_ + from->first, x2, top_ + to->first, top_ + to->second,
                             x1, top_ + from->second),
                 "link");
  }

  /// The regions placed at boot and those without a label, below the column; side by side for two columns.
  void list_below(std::size_t column) {
    const MapView& view = columns_[column].view;
    const int x = !is_comparison() ? margin : column == 0 ? margin : width / 2 + 8;
    const int list_width = is_comparison() ? width / 2 - margin - 8 : width - 2 * margin;
    y_ = list_ends_[column];
    list_dynamic(view.map, x, list_width);
    list_unlabelled(view.map, layout_.columns[column].unlabelled, x, list_width);
    list_ends_[column] = y_;
  }

  void heading(int x, std::string_view text) {
    canvas_.text(x, y_, text, "sans bold");
    y_ += entry_line_height;
  }

  void list_dynamic(const MemoryMap& map, int x, int list_width) {
    if (map.dynamic().empty()) return;
    const bool all_at_boot = std::ranges::none_of(
        map.dynamic(), [](const DynamicRegion& each) { return each.kind == Kind::Heap || each.kind == Kind::Ram; });
    heading(x, all_at_boot ? "Placed at boot, so without an address here" : "Without an address here");
    std::vector<PictureEntry> entries;
    const auto lowest = map.spans().empty() ? std::nullopt : std::optional{map.spans().front().range.base()};
    for (const DynamicRegion& region : map.dynamic()) {
      const std::string use = usage_text(region.usage, region.size);
      entries.push_back({.place = place_text(region, lowest),
                         .size = size_text(region.size),
                         .kind = region.kind,
                         .name = region.name,
                         .use = use.empty() ? users_text(region.users) : use});
    }
    list_entries(entries, x, list_width, 1);
  }

  void list_unlabelled(const MemoryMap& map, const std::vector<std::size_t>& regions, int x, int list_width) {
    if (regions.empty()) return;
    heading(x, "Drawn without a label for want of room, or covered by regions inside");
    std::vector<PictureEntry> entries;
    for (const std::size_t i : regions) {
      if (entries.size() == most_listed) break;
      const Region& region = map.regions()[i];
      entries.push_back({.place = address_text(region.range.base()),
                         .size = size_text(region.range.size()),
                         .kind = region.kind,
                         .name = region.name,
                         .use = usage_text(region.usage, region.range.size())});
    }
    list_entries(entries, x, list_width, is_comparison() ? 1 : 2);
    if (regions.size() > most_listed) {
      canvas_.text(x, y_ - 4, fmt::format("and {} more, which the table names", regions.size() - most_listed),
                   "small muted");
      y_ += entry_line_height;
    }
  }

  /// Lists entries in one or two columns, read downwards.
  void list_entries(const std::vector<PictureEntry>& entries, int x, int list_width, int column_count) {
    const std::size_t columns = static_cast<std::size_t>(column_count);
    const std::size_t rows = (entries.size() + columns - 1) / columns;
    const int column_width = (list_width - 24 * (column_count - 1)) / column_count;
    for (std::size_t i = 0; i < columns; ++i) {
      const EntryColumns aligned{entries, x + static_cast<int>(i) * (column_width + 24), column_width, 11};
      for (std::size_t row = 0; row < rows && i * rows + row < entries.size(); ++row) {
        aligned.draw(canvas_, y_ + static_cast<int>(row) * entry_line_height, entries[i * rows + row]);
      }
    }
    y_ += static_cast<int>(rows) * entry_line_height + 10;
  }

  void draw_findings_and_notes() {
    for (const PictureColumn& column : columns_) {
      std::vector<std::string> findings;
      for (const Finding& finding : all_findings(column.view)) findings.push_back(finding_line(finding));
      draw_some(findings, "findings", "bad");
      std::vector<std::string> notes;
      for (const Note& note : column.view.notes) notes.push_back("note: " + to_string(note));
      draw_some(notes, "notes", "muted");
    }
  }

  void draw_some(const std::vector<std::string>& lines, std::string_view what, std::string_view classes) {
    const std::size_t shown = std::min(lines.size(), most_findings);
    for (std::size_t i = 0; i < shown; ++i) line(lines[i], classes);
    if (shown < lines.size()) line(fmt::format("and {} more {}", lines.size() - shown, what), classes);
  }

  std::span<const PictureColumn> columns_;
  PictureLayout layout_;
  bool for_page_;
  Canvas canvas_;
  int y_ = 0;    ///< The baseline of what is drawn next.
  int top_ = 0;  ///< Of the axis.
  std::vector<int> list_ends_{0};
};

}  // namespace

std::string picture_svg(std::span<const PictureColumn> columns, bool for_page) {
  return Picture{columns, for_page}.svg();
}

}  // namespace rampart
