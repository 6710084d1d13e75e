#include "render/kind_style.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <string_view>

namespace rampart {
namespace {

struct KindStyle {
  Kind kind;
  std::string_view light;
  std::string_view dark;
  int tile;                  ///< Pixels after which the drawing repeats.
  std::string_view drawing;  ///< SVG path in the tile; empty for a plain colour.
};

// Colours after Okabe and Ito, which stay apart for every form of colour blindness; no two kinds share colour and
// drawing. Strokes run past the tile's edge so that they join.
constexpr KindStyle styles[] = {
    {Kind::Ram, "#dfe3e8", "#39414b", 8, ""},
    {Kind::Kernel, "#0072b2", "#2f8fc9", 8, "M0 4H8M4 0V8"},
    {Kind::Initrd, "#56b4e9", "#56b4e9", 8, "M-2 -2L10 10M-2 6L2 10M6 -2L10 2"},
    {Kind::Fdt, "#f0e442", "#d9cd33", 8, "M0 2H4V6H8"},
    {Kind::NoMap, "#d55e00", "#e0742a", 8, "M-2 10L10 -2M-2 2L2 -2M6 10L10 6"},
    {Kind::Reserved, "#e69f00", "#e0a51f", 8, "M1.5 1.5h1v1h-1zM5.5 5.5h1v1h-1z"},
    {Kind::Cma, "#009e73", "#1fae86", 6, "M0 3H6"},
    {Kind::DmaPool, "#8fd0f2", "#7cc3ea", 6, "M3 0V6"},
    {Kind::Crash, "#7d7d7d", "#9a9a9a", 10, "M0 0L10 10M10 0L0 10"},
    {Kind::Device, "#c4b49a", "#8d7f68", 10, "M5 2V8M2 5H8"},
    {Kind::Cmm, "#cc79a7", "#d58db5", 10, "M5 1L9 5L5 9L1 5Z"},
    {Kind::Ion, "#a3568a", "#b86a9e", 10, "M0 7L5 2L10 7"},
    {Kind::Heap, "#a6c34c", "#8fae3a", 8, "M0 4H8M2 0V4M6 4V8M0 8H8"},
    {Kind::Hole, "#ffffff", "#0f141a", 12, "M-2 14L14 -2M-2 2L2 -2M10 14L14 10"},
};

}  // namespace

std::string kind_patterns() {
  std::string out;
  for (const KindStyle& style : styles) {
    const std::string_view word = to_string(style.kind);
    out += fmt::format(
        "<pattern id=\"p-{0}\" width=\"{1}\" height=\"{1}\" patternUnits=\"userSpaceOnUse\">"
        "<rect class=\"k-{0}\" width=\"{1}\" height=\"{1}\"/>",
        word, style.tile);
    if (!style.drawing.empty()) {
      out += fmt::format("<path class=\"{}\" d=\"{}\"/>", style.kind == Kind::Hole ? "h" : "p", style.drawing);
    }
    out += "</pattern>\n";
  }
  return out;
}

std::string kind_fill(Kind kind) { return fmt::format("fill=\"url(#p-{})\"", to_string(kind)); }

std::string picture_css() {
  std::string light =
      "text{font-family:monospace;font-size:12px;fill:#1b1f24;white-space:pre}\n"
      ".sans{font-family:sans-serif}.bold{font-weight:bold}.title{font-family:sans-serif;font-size:18px;font-weight:"
      "bold}\n"
      ".small{font-size:11px}text.muted{fill:#57606a}text.bad{fill:#a40e26}\n"
      ".paper{fill:#fff}.edge{fill:none;stroke:#1b1f24;stroke-width:1}.line{fill:none;stroke:#6e7781;stroke-width:1}\n"
      ".link{fill:#0072b2;fill-opacity:.16;stroke:#0072b2;stroke-width:1.2}\n"
      ".p{fill:none;stroke:#000;stroke-opacity:.5;stroke-width:1.3;stroke-linecap:round}\n"
      ".h{fill:none;stroke:#b4bcc5;stroke-width:1}\n"
      ".used{fill:#000;fill-opacity:.42}.share{stroke:#000;stroke-width:1.5}\n";
  std::string dark =
      "text{fill:#e6edf3}text.muted{fill:#9aa5b1}text.bad{fill:#ff9492}\n"
      ".paper{fill:#0f141a}.edge{stroke:#c9d1d9}.line{stroke:#848d97}\n"
      ".link{fill:#56b4e9;stroke:#56b4e9}.h{stroke:#39424d}.used{fill-opacity:.5}.share{stroke:#fff}\n";
  for (const KindStyle& style : styles) {
    const std::string_view word = to_string(style.kind);
    light += fmt::format(".k-{}{{fill:{}}}", word, style.light);
    dark += fmt::format(".k-{}{{fill:{}}}", word, style.dark);
  }
  return fmt::format("{}\n@media (prefers-color-scheme:dark){{\n{}\n}}\n", light, dark);
}

}  // namespace rampart
