#include "render/use_strip.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <vector>

#include "analyses/use_cells.h"
#include "base/printable.h"
#include "base/size_text.h"
#include "render/map_words.h"

namespace rampart {
namespace {

constexpr std::size_t cells_per_row = 64;
constexpr int strip_margin = 16;
constexpr int strip_x = 136;
constexpr int cell_width = 12;
constexpr int cell_height = 18;
constexpr int row_pitch = 22;
constexpr int below_strip = 17;

/// Pixels of a cell that are filled. The least use shows, and so does the least that is free.
int fill_height(const UseCell& cell) {
  if (cell.used == Bytes{}) return 0;
  if (cell.used == cell.size) return cell_height;
  const auto share = static_cast<long double>(cell.used.value) / static_cast<long double>(cell.size.value);
  return std::clamp(static_cast<int>(share * cell_height + 0.5L), 3, cell_height - 3);
}

class StripDrawing {
 public:
  StripDrawing(Canvas& canvas, int y, const UseStrip& strip)
      : canvas_{canvas}, strip_{strip}, cell_{strip.cell()}, cells_{use_cells(strip.occupancy, cell_)}, y_{y} {}

  int draw() {
    draw_key();
    draw_cells();
    label_rows();
    return y_ + below_strip;
  }

 private:
  void draw_key() {
    int x = strip_margin;
    const auto key = [&](std::string_view classes, std::string_view words, int room) {
      canvas_.rect(x, y_ - 11, cell_width, 14, classes);
      canvas_.text(x + cell_width + 6, y_, words, "sans");
      x += room;
    };
    const bool some_unknown = std::ranges::any_of(cells_, [](const UseCell& each) { return each.unknown != Bytes{}; });
    key("held", strip_.used_word, 36 + static_cast<int>(strip_.used_word.size()) * 7);
    key("free", "free", 68);
    if (strip_.longest) key("longest", "longest free run", 146);
    if (some_unknown) key("untold", "not told", 92);
    canvas_.text(x, y_,
                 fmt::format("A cell is {}, filled as far as it is {}; low addresses first.", size_text(cell_),
                             strip_.used_word.substr(0, strip_.used_word.find(' '))),
                 "sans muted");
    y_ += 12;
  }

  void draw_cells() {
    std::string boxes;
    std::string longest;
    std::string untold;
    std::string fills;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const int x = strip_x + static_cast<int>(i % cells_per_row) * cell_width;
      const int top = y_ + static_cast<int>(i / cells_per_row) * row_pitch;
      const auto place = PhysRange::make({strip_.range.base().value + i * cell_.value}, cells_[i].size);
      const bool in_longest = place && strip_.longest && strip_.longest->overlaps(*place);
      std::string& kind = cells_[i].unknown != Bytes{} ? untold : in_longest ? longest : boxes;
      fmt::format_to(std::back_inserter(kind), "M{} {}h{}v{}h-{}z", x, top, cell_width, cell_height, cell_width);
      const int filled = fill_height(cells_[i]);
      if (filled == 0) continue;
      fmt::format_to(std::back_inserter(fills), "M{} {}h{}v{}h-{}z", x + 1, top + cell_height - filled, cell_width - 1,
                     filled, cell_width - 1);
    }
    canvas_.path(boxes, "free");
    canvas_.path(longest, "longest");
    if (!untold.empty()) canvas_.path(untold, "untold");
    canvas_.path(fills, "held");
  }

  void label_rows() {
    const std::uint64_t size = strip_.range.size().value;
    for (std::size_t first = 0; first < cells_.size(); first += cells_per_row) {
      const std::uint64_t at = first * cell_.value;
      const int baseline = y_ + 13;
      const std::string address = address_text({strip_.range.base().value + at});
      const bool fits = Canvas::text_width(address.size(), 12) <= strip_x - 8;
      canvas_.text(strip_x - 8, baseline, address, fits ? "" : "small", Anchor::End);
      const int end = strip_x + static_cast<int>(std::min(cells_per_row, cells_.size() - first)) * cell_width;
      canvas_.text(end + 8, baseline, size_text({std::min(size - at, cells_per_row * cell_.value)}), "muted");
      y_ += row_pitch;
    }
  }

  Canvas& canvas_;
  const UseStrip& strip_;
  Bytes cell_;
  std::vector<UseCell> cells_;
  int y_;
};

/// What stands for a cell in text, and its colour.
std::pair<std::string_view, std::string_view> strip_cell_text(const UseCell& cell) {
  if (cell.unknown != Bytes{}) return {"?", "\x1b[2m"};
  if (cell.used == Bytes{}) return {"·", "\x1b[32m"};
  if (cell.used == cell.size) return {"█", "\x1b[31m"};
  return {"▄", "\x1b[33m"};
}

void put_strip_row(const std::vector<UseCell>& cells, std::size_t first, std::size_t end, bool colour,
                   std::string& text) {
  std::string_view current;
  for (std::size_t i = first; i < end; ++i) {
    const auto [sign, wanted] = strip_cell_text(cells[i]);
    if (colour && wanted != current) text += current = wanted;
    text += sign;
  }
  if (colour) text += "\x1b[0m";
}

}  // namespace

Bytes UseStrip::cell() const { return cell_for(range.size(), occupancy.block, cells_per_row * most_rows); }

int draw_use_strip(Canvas& canvas, int y, const UseStrip& strip) { return StripDrawing{canvas, y, strip}.draw(); }

// What is held is warm and what is free cool, in both schemes as far apart in lightness, so that neither needs its hue
// to be told.
std::string_view use_strip_css() {
  return ".held{fill:#b3420a}.free,.longest,.untold{stroke:#fff;stroke-width:1}.free{fill:#bfe8d3}"
         ".longest{fill:#4fb98a}.untold{fill:#c3c8ce}\n"
         "@media (prefers-color-scheme:dark){.held{fill:#f08a4b}.free,.longest,.untold{stroke:#0f141a}"
         ".free{fill:#1d4536}\n"
         ".longest{fill:#2f8f6b}.untold{fill:#4a525c}}\n";
}

std::string use_strip_text(const PhysRange& range, const Occupancy& occupancy, const TableStyle& style) {
  const std::size_t per_row = style.width == 0 || style.width >= 90 ? 64 : 32;
  const Bytes cell = cell_for(range.size(), occupancy.block, 8 * per_row);
  const std::vector<UseCell> cells = use_cells(occupancy, cell);
  std::string text;
  for (std::size_t first = 0; first < cells.size(); first += per_row) {
    const std::size_t end = std::min(cells.size(), first + per_row);
    Bytes row;
    for (std::size_t i = first; i < end; ++i) row.value += cells[i].size.value;
    text += fmt::format("{:>12}  ", address_text({range.base().value + first * cell.value}));
    put_strip_row(cells, first, end, style.colour, text);
    text += fmt::format("  {}\n", size_text(row));
  }
  const bool some_unknown = std::ranges::any_of(cells, [](const UseCell& each) { return each.unknown != Bytes{}; });
  return text +
         fmt::format("a cell is {}: █ used  ▄ partly  · free{}\n", size_text(cell), some_unknown ? "  ? not told" : "");
}

}  // namespace rampart
