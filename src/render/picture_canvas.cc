#include "render/picture_canvas.h"

#include <fmt/format.h>
#include <iterator>

#include "render/kind_style.h"
#include "render/xml_text.h"

namespace rampart {
namespace {

std::string class_attribute(std::string_view classes) {
  return classes.empty() ? std::string{} : fmt::format(" class=\"{}\"", classes);
}

std::string_view anchor_attribute(Anchor anchor) {
  switch (anchor) {
    case Anchor::Start:
      return "";
    case Anchor::Middle:
      return " text-anchor=\"middle\"";
    case Anchor::End:
      return " text-anchor=\"end\"";
  }
  return "";
}

}  // namespace

void Canvas::text(int x, int y, std::string_view text, std::string_view classes, Anchor anchor) {
  if (text.empty()) return;
  fmt::format_to(std::back_inserter(out_), "<text x=\"{}\" y=\"{}\"{}{}>{}</text>\n", x, y, class_attribute(classes),
                 anchor_attribute(anchor), xml_text(text));
}

void Canvas::box(int x, int y, int width, int height, Kind kind) {
  fmt::format_to(std::back_inserter(out_), "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {}/>\n", x, y, width,
                 height, kind_fill(kind));
  // The edge lies within the box, on whole pixels, so that it is crisp and never covers a neighbour.
  fmt::format_to(std::back_inserter(out_), "<path class=\"edge\" d=\"M{0}.5 {1}.5h{2}v{3}h-{2}z\"/>\n", x, y, width - 1,
                 height);
}

void Canvas::swatch(int x, int y, int width, Kind kind) { box(x, y - 10, width, 11, kind); }

void Canvas::rect(int x, int y, int width, int height, std::string_view classes) {
  fmt::format_to(std::back_inserter(out_), "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}/>\n", x, y, width,
                 height, class_attribute(classes));
}

void Canvas::path(std::string_view data, std::string_view classes) {
  fmt::format_to(std::back_inserter(out_), "<path{} d=\"{}\"/>\n", class_attribute(classes), data);
}

std::string svg_document(const Canvas& canvas, int width, int height, std::string_view label, std::string_view css) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rampart\" xml:space=\"preserve\" width=\"{0}\" "
      "height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\" aria-label=\"{2}\">\n<style>\n{3}</style>\n"
      "<rect class=\"paper\" width=\"{0}\" height=\"{1}\"/>\n{4}</svg>\n",
      width, height, xml_text(label), css, canvas.elements());
}

}  // namespace rampart
