#include "render/cma_picture.h"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <iterator>
#include <string_view>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/cma_text.h"
#include "render/kind_style.h"
#include "render/map_words.h"
#include "render/picture_canvas.h"
#include "render/xml_text.h"

namespace rampart {
namespace {

constexpr int cma_picture_width = 1000;
constexpr int margin = 16;
constexpr int text_line_height = 17;
constexpr std::size_t cells_per_row = 64;
constexpr std::size_t most_rows = 16;
constexpr int cell_width = 12;
constexpr int cell_height = 18;
constexpr int row_pitch = 22;
constexpr int strip_x = 136;
constexpr int bar_width = 34;
constexpr int bar_height = 90;

/// Colours of the strip beside those of the map's picture. What is held is warm and what is free cool, in both schemes
/// as far apart in lightness, so that neither needs its hue to be told.
constexpr std::string_view strip_css =
    ".held{fill:#b3420a}.free,.longest{stroke:#fff;stroke-width:1}.free{fill:#bfe8d3}.longest{fill:#4fb98a}\n"
    ".bar{fill:#00805d}\n"
    "@media (prefers-color-scheme:dark){.held{fill:#f08a4b}.free,.longest{stroke:#0f141a}.free{fill:#1d4536}\n"
    ".longest{fill:#2f8f6b}.bar{fill:#3fc79a}}\n";

class CmaPicture {
 public:
  explicit CmaPicture(const CmaView& view) : view_{view} {}

  std::string svg(const std::vector<CmaBitmapReport>& reports) {
    for (const CmaBitmapReport& report : reports) draw(report);
    if (reports.empty()) line("no CMA pool", "sans");
    const int height = y_ - text_line_height + margin;
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rampart\" xml:space=\"preserve\" width=\"{0}\" "
        "height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\" aria-label=\"CMA pools: {2}\">\n<style>\n{3}{4}</style>\n"
        "<rect class=\"paper\" width=\"{0}\" height=\"{1}\"/>\n{5}</svg>\n",
        cma_picture_width, height, xml_text(names(reports)), picture_css(), strip_css, canvas_.elements());
  }

 private:
  static std::string names(const std::vector<CmaBitmapReport>& reports) {
    std::string names;
    for (const CmaBitmapReport& report : reports) names += (names.empty() ? "" : ", ") + report.pool->name;
    return names.empty() ? "none" : names;
  }

  void line(std::string_view text, std::string_view classes) {
    canvas_.text(margin, y_, shortened(printable(text), Canvas::characters(cma_picture_width - 2 * margin, 12)),
                 classes);
    y_ += text_line_height;
  }

  void draw(const CmaBitmapReport& report) {
    const CmaPoolView& pool = *report.pool;
    canvas_.text(margin, y_, shortened(printable(pool.name), 80), "title");
    y_ += text_line_height + 4;
    std::string facts = pool_facts(pool);
    if (report.longest_at) facts += " at " + address_text(*report.longest_at);
    line(facts, "sans");
    for (const CmaPoolRange& range : pool.ranges) draw_strip(range, longest_of(report));
    draw_runs(report);
    for (const CmaTrial& trial : report.trials) line(trial_text(trial, pool, view_), trial.place ? "" : "bad");
    y_ += text_line_height;
  }

  static std::optional<PhysRange> longest_of(const CmaBitmapReport& report) {
    return report.largest.empty() ? std::nullopt : report.largest.front().place;
  }

  void draw_strip(const CmaPoolRange& range, const std::optional<PhysRange>& longest) {
    const std::uint64_t least = (range.range.size().value - 1) / (cells_per_row * most_rows) + 1;
    const Bytes cell{std::max(view_.page_size.value, std::bit_ceil(least))};
    y_ += 2;
    draw_key(cell);
    const std::vector<Bytes> held = held_in_cells(range, view_.page_size, cell);
    std::string boxes;
    std::string longest_boxes;
    std::string fills;
    for (std::size_t i = 0; i < held.size(); ++i) {
      const int x = strip_x + static_cast<int>(i % cells_per_row) * cell_width;
      const int top = y_ + static_cast<int>(i / cells_per_row) * row_pitch;
      const std::uint64_t at = i * cell.value;
      const std::uint64_t whole = std::min(cell.value, range.range.size().value - at);
      const auto place = PhysRange::make({range.range.base().value + at}, {whole});
      const bool in_longest = place && longest && longest->overlaps(*place);
      fmt::format_to(std::back_inserter(in_longest ? longest_boxes : boxes), "M{} {}h{}v{}h-{}z", x, top, cell_width,
                     cell_height, cell_width);
      const int filled = fill_height(held[i].value, whole);
      if (filled == 0) continue;
      fmt::format_to(std::back_inserter(fills), "M{} {}h{}v{}h-{}z", x + 1, top + cell_height - filled, cell_width - 1,
                     filled, cell_width - 1);
    }
    canvas_.path(boxes, "free");
    canvas_.path(longest_boxes, "longest");
    canvas_.path(fills, "held");
    label_rows(range, cell, held.size());
  }

  /// Pixels of a cell that are filled. The least use shows, and so does the least that is free.
  static int fill_height(std::uint64_t held, std::uint64_t whole) {
    if (held == 0) return 0;
    if (held == whole) return cell_height;
    const auto share = static_cast<long double>(held) / static_cast<long double>(whole);
    return std::clamp(static_cast<int>(share * cell_height + 0.5L), 3, cell_height - 3);
  }

  void draw_key(Bytes cell) {
    int x = margin;
    const auto key = [&](std::string_view classes, std::string_view words, int room) {
      canvas_.rect(x, y_ - 11, cell_width, 14, classes);
      canvas_.text(x + cell_width + 6, y_, words, "sans");
      x += room;
    };
    key("held", "held by drivers", 132);
    key("free", "free", 68);
    key("longest", "longest free run", 146);
    canvas_.text(x, y_, fmt::format("A cell is {}, filled as far as it is held; low addresses first.", size_text(cell)),
                 "sans muted");
    y_ += 12;
  }

  void label_rows(const CmaPoolRange& range, Bytes cell, std::size_t cells) {
    const std::uint64_t size = range.range.size().value;
    for (std::size_t first = 0; first < cells; first += cells_per_row) {
      const std::uint64_t at = first * cell.value;
      const int baseline = y_ + 13;
      canvas_.text(strip_x - 8, baseline, address_text({range.range.base().value + at}), "", Anchor::End);
      const int end = strip_x + static_cast<int>(std::min(cells_per_row, cells - first)) * cell_width;
      canvas_.text(end + 8, baseline, size_text({std::min(size - at, cells_per_row * cell.value)}), "muted");
      y_ += row_pitch;
    }
    y_ += text_line_height;
  }

  void draw_runs(const CmaBitmapReport& report) {
    if (report.runs.empty()) return line("Nothing is free.", "sans bold");
    line("Free runs by length: height is what they are together, above it their number", "sans bold");
    const int base = y_ + bar_height + 4;
    const CmaRunClass& tallest = *std::ranges::max_element(report.runs, {}, &CmaRunClass::size);
    int x = margin + 10;
    for (const CmaRunClass& each : report.runs) {
      const auto share = static_cast<long double>(each.size.value) / static_cast<long double>(tallest.size.value);
      const int height = each.count == 0 ? 0 : std::max(2, static_cast<int>(share * (bar_height - 14)));
      if (height > 0) {
        canvas_.rect(x, base - height, bar_width, height, "bar");
        canvas_.text(x + bar_width / 2, base - height - 4, fmt::format("{}", each.count), "small", Anchor::Middle);
      }
      canvas_.text(x + bar_width / 2, base + 15, size_text(each.at_least), "small muted", Anchor::Middle);
      x += bar_width + 26;
    }
    canvas_.path(fmt::format("M{} {}.5H{}", margin, base, std::max(x, margin + 200)), "line");
    y_ = base + 15 + text_line_height + 4;
    if (report.largest_dma) {
      line(fmt::format("Largest buffer of a driver or heap: {} at {}", size_text(report.largest_dma->size()),
                       address_text(report.largest_dma->base())),
           "sans");
    }
  }

  const CmaView& view_;
  Canvas canvas_;
  int y_ = 32;  ///< The baseline of what is drawn next.
};

}  // namespace

std::string cma_picture(const CmaView& view, const std::vector<CmaBitmapReport>& reports) {
  return CmaPicture{view}.svg(reports);
}

}  // namespace rampart
