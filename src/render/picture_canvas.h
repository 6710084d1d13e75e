#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <rampart/model/region.h>

namespace rampart {

enum class Anchor { Start, Middle, End };

/// What is drawn so far, as SVG elements. Positions are pixels; texts are escaped here and nowhere else.
class Canvas {
 public:
  /// The pixels that `count` characters of a monospace font take; DejaVu's is the widest in common use.
  static constexpr int text_width(std::size_t count, int font_size) {
    return (static_cast<int>(count) * font_size * 603 + 999) / 1000;
  }
  /// The characters that fit into a width.
  static constexpr std::size_t characters(int width, int font_size) {
    return width <= 0 ? 0 : static_cast<std::size_t>(width * 1000 / (font_size * 603));
  }

  void text(int x, int y, std::string_view text, std::string_view classes = {}, Anchor anchor = Anchor::Start);
  /// A small box that stands for a kind in a line of text whose baseline is `y`.
  void swatch(int x, int y, int width, Kind kind);
  /// A box of the kind's colour and pattern, with an edge.
  void box(int x, int y, int width, int height, Kind kind);
  void rect(int x, int y, int width, int height, std::string_view classes);
  /// A path; `data` is ours and not escaped.
  void path(std::string_view data, std::string_view classes);
  /// Elements that are ours and not escaped: groups, anchors.
  void raw(std::string_view elements) { out_ += elements; }

  const std::string& elements() const { return out_; }

 private:
  std::string out_;
};

/// A picture as a whole document. `label` says what it shows, for who cannot see it; `css` is ours and not escaped.
std::string svg_document(const Canvas& canvas, int width, int height, std::string_view label, std::string_view css);

}  // namespace rampart
