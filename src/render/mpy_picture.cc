#include "render/mpy_picture.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "analyses/use_cells.h"
#include "base/printable.h"
#include "base/size_text.h"
#include "render/kind_style.h"
#include "render/map_words.h"
#include "render/mpy_text.h"
#include "render/picture_canvas.h"
#include "render/use_strip.h"

namespace rampart {
namespace {

constexpr int heap_picture_width = 1000;
constexpr int heap_margin = 16;
constexpr int heap_line_height = 17;
constexpr int heap_bar_width = heap_picture_width - 2 * heap_margin;
constexpr int heap_bar_height = 20;
constexpr int object_name_width = 190;  ///< Of the names in front of the bars of objects.
constexpr int object_bar_width = 420;
constexpr std::size_t most_areas = 16;         ///< That are drawn; the text lists all.
constexpr std::size_t most_heap_findings = 8;  ///< And as many findings.

// What the heap may still take is an outline: it is not there yet.
constexpr std::string_view heap_css =
    ".grow{fill:none;stroke:#00805d;stroke-width:1.5;stroke-dasharray:5 3}.bar{fill:#b3420a}\n"
    "@media (prefers-color-scheme:dark){.grow{stroke:#3fc79a}.bar{fill:#f08a4b}}\n";

class HeapPicture {
 public:
  HeapPicture(const PythonPaste& paste, const PythonReport& report) : paste_{paste}, report_{report} {}

  std::string svg() {
    const std::string board = mpy_board_line(paste_);
    canvas_.text(heap_margin, y_, "MicroPython heap", "title");
    y_ += heap_line_height + 6;
    if (!board.empty()) line(board, "sans bold");
    if (report_.heaps.empty()) {
      line("Nothing in it tells of the heap: micropython.mem_info(1) would.", "sans");
    } else {
      draw(report_.heaps.back());
    }
    draw_findings();
    return svg_document(canvas_, heap_picture_width, y_ - heap_line_height + heap_margin,
                        "MicroPython heap: " + (board.empty() ? "no board named" : board),
                        fmt::format("{}{}{}", picture_css(), use_strip_css(), heap_css));
  }

 private:
  void line(std::string_view text, std::string_view classes) {
    canvas_.text(heap_margin, y_, shortened(printable(text), Canvas::characters(heap_bar_width, 12)), classes);
    y_ += heap_line_height;
  }

  void draw(const PythonHeapReport& heap) {
    draw_total(heap);
    draw_growth(heap);
    draw_stack(heap);
    draw_areas(heap);
    draw_objects(heap);
  }

  static int pixels(Bytes part, Bytes whole) {
    if (whole == Bytes{}) return 0;
    const auto share = static_cast<long double>(std::min(part, whole).value) / static_cast<long double>(whole.value);
    const int width = static_cast<int>(share * heap_bar_width + 0.5L);
    // The least part shows, and so does the least rest.
    if (part == Bytes{}) return 0;
    return part >= whole ? heap_bar_width : std::clamp(width, 3, heap_bar_width - 3);
  }

  /// A bar of which the first part is `first`, the rest `rest`.
  void bar(Bytes part, Bytes whole, std::string_view first, std::string_view rest) {
    const int width = pixels(part, whole);
    const int top = y_ - 11;
    if (width < heap_bar_width) {
      canvas_.rect(heap_margin + width, top, heap_bar_width - width, heap_bar_height, rest);
    }
    if (width > 0) canvas_.rect(heap_margin, top, width, heap_bar_height, first);
    y_ += heap_bar_height + heap_line_height;
  }

  void draw_total(const PythonHeapReport& heap) {
    std::string text =
        fmt::format("Total {}: {}", size_text(heap.total),
                    usage_text({.used = heap.used, .free = heap.free, .largest_free = heap.largest_free}, heap.total));
    if (heap.fragmentation) text += fmt::format(", {}% of what is free outside that run", *heap.fragmentation);
    line(text, "sans");
    bar(heap.used, heap.total, "held", "free");
  }

  void draw_growth(const PythonHeapReport& heap) {
    if (!heap.max_new_split) return;
    const Bytes whole = saturating_add(heap.total, *heap.max_new_split);
    line(fmt::format("The heap grows on demand: it may take {} more in one piece, to {}",
                     size_text(*heap.max_new_split), size_text(whole)),
         "sans");
    const int width = pixels(heap.total, whole);
    const int used = pixels(heap.used, whole);
    const int top = y_ - 11;
    canvas_.rect(heap_margin, top, width, heap_bar_height, "free");
    if (used > 0) canvas_.rect(heap_margin, top, std::min(used, width), heap_bar_height, "held");
    if (width < heap_bar_width) {
      canvas_.rect(heap_margin + width, top, heap_bar_width - width, heap_bar_height, "grow");
    }
    y_ += heap_bar_height + heap_line_height;
  }

  void draw_stack(const PythonHeapReport& heap) {
    if (!heap.stack_used || !heap.stack_limit || *heap.stack_limit == Bytes{}) return;
    line(fmt::format("Stack of {}: {}", size_text(*heap.stack_limit),
                     usage_text({.used = heap.stack_used, .free = {}, .largest_free = {}}, *heap.stack_limit)),
         "sans");
    bar(*heap.stack_used, *heap.stack_limit, "held", "free");
  }

  void draw_areas(const PythonHeapReport& heap) {
    if (heap.areas.empty()) {
      line("Which blocks are used is not told: micropython.mem_info(1) would.", "sans muted");
      return;
    }
    for (std::size_t i = 0; i < std::min(heap.areas.size(), most_areas); ++i) draw_area(heap, i);
    if (heap.areas.size() > most_areas) {
      line(fmt::format("and {} more areas, which the text lists", heap.areas.size() - most_areas), "sans muted");
    }
  }

  void draw_area(const PythonHeapReport& heap, std::size_t index) {
    const PythonAreaReport& area = heap.areas[index];
    const auto range = PhysRange::make({area.start}, area.size);
    if (!range) return;
    const Region region{.range = *range, .name = {}, .kind = Kind::Heap, .origin = {}, .occupancy = area.occupancy};
    const auto longest = longest_free_run(region);
    std::string text = heap.areas.size() == 1 ? "The heap" : fmt::format("Area {} of {}", index + 1, heap.areas.size());
    text +=
        fmt::format(": {}, {}, {}", range_text(*range), size_text(area.size),
                    usage_text({.used = area.used, .free = area.free, .largest_free = area.largest_free}, area.size));
    if (longest) text += " at " + address_text(longest->base());
    y_ += 4;
    line(text, "sans bold");
    y_ = draw_use_strip(canvas_, y_ + 2,
                        {.range = *range,
                         .occupancy = area.occupancy,
                         .longest = longest,
                         .most_rows = heap.areas.size() == 1 ? 16U : 8U});
  }

  void draw_objects(const PythonHeapReport& heap) {
    if (heap.objects.empty()) return;
    y_ += 4;
    line("Objects by sort", "sans bold");
    Bytes most;
    for (const PythonObjectSum& sum : heap.objects) most = std::max(most, sum.size);
    for (const PythonObjectSum& sum : heap.objects) {
      canvas_.text(heap_margin, y_, shortened(printable(sum.name), 26), "sans");
      const int width = std::max(2, pixels(sum.size, most) * object_bar_width / heap_bar_width);
      canvas_.rect(heap_margin + object_name_width, y_ - 10, width, 12, "bar");
      canvas_.text(heap_margin + object_name_width + width + 8, y_,
                   fmt::format("{} in {}", size_text(sum.size), sum.count), "small");
      y_ += heap_line_height;
    }
  }

  void draw_findings() {
    if (!report_.findings.empty()) y_ += 6;
    const std::size_t shown = std::min(report_.findings.size(), most_heap_findings);
    for (std::size_t i = 0; i < shown; ++i) {
      const bool is_note = report_.findings[i].severity == Severity::Note;
      line(finding_line(report_.findings[i]), is_note ? "muted" : "bad");
    }
    if (shown < report_.findings.size()) {
      line(fmt::format("and {} more findings", report_.findings.size() - shown), "muted");
    }
  }

  const PythonPaste& paste_;
  const PythonReport& report_;
  Canvas canvas_;
  int y_ = 32;  ///< The baseline of what is drawn next.
};

}  // namespace

std::string mpy_picture(const PythonPaste& paste, const PythonReport& report) {
  return HeapPicture{paste, report}.svg();
}

}  // namespace rampart
