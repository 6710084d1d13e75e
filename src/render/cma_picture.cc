#include "render/cma_picture.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <string_view>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/cma_text.h"
#include "render/kind_style.h"
#include "render/map_words.h"
#include "render/picture_canvas.h"
#include "render/use_strip.h"

namespace rampart {
namespace {

constexpr int cma_picture_width = 1000;
constexpr int margin = 16;
constexpr int text_line_height = 17;
constexpr int bar_width = 34;
constexpr int bar_height = 90;

constexpr std::string_view bar_css = ".bar{fill:#00805d}\n@media (prefers-color-scheme:dark){.bar{fill:#3fc79a}}\n";

class CmaPicture {
 public:
  explicit CmaPicture(const CmaView& view) : view_{view} {}

  std::string svg(const std::vector<CmaBitmapReport>& reports) {
    for (const CmaBitmapReport& report : reports) draw(report);
    if (reports.empty()) line("no CMA pool", "sans");
    const int height = y_ - text_line_height + margin;
    return svg_document(canvas_, cma_picture_width, height, "CMA pools: " + names(reports),
                        fmt::format("{}{}{}", picture_css(), use_strip_css(), bar_css));
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
    y_ += 2;
    const Occupancy occupancy = occupancy_of(range, view_.page_size);
    y_ = draw_use_strip(
        canvas_, y_,
        {.range = range.range, .occupancy = occupancy, .longest = longest, .used_word = "held by drivers"});
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
