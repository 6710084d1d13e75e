#include "render/picture_entry.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/printable.h"
#include "render/map_words.h"

namespace rampart {
namespace {

constexpr int swatch_width = 14;
constexpr int swatch_gap = 6;
constexpr std::size_t part_gap = 2;  ///< Characters between parts.

/// A name and what is said of it, cut to fit one line together. The name keeps at least three fifths if it needs them.
struct Fitted {
  std::string name;
  std::string use;
};

Fitted fit(const PictureEntry& entry, std::size_t room) {
  Fitted fitted{printable(entry.name), printable(entry.use)};
  const std::size_t use_width = display_width(fitted.use);
  const std::size_t between = fitted.name.empty() || fitted.use.empty() ? 0 : part_gap;
  const std::size_t left_by_use = room - std::min(room, use_width + between);
  fitted.name = shortened(fitted.name, std::max(left_by_use, room * 3 / 5));
  fitted.use = shortened(fitted.use, room - std::min(room, display_width(fitted.name) + between));
  return fitted;
}

}  // namespace

EntryColumns::EntryColumns(const std::vector<PictureEntry>& entries, int x, int width, int font_size)
    : x_{x}, width_{width}, font_size_{font_size}, place_width_{0}, size_width_{0}, kind_width_{0} {
  for (const PictureEntry& entry : entries) {
    place_width_ = std::max(place_width_, display_width(entry.place));
    size_width_ = std::max(size_width_, display_width(entry.size));
    kind_width_ = std::max(kind_width_, kind_label(entry.kind).size());
  }
}

void EntryColumns::draw(Canvas& canvas, int y, const PictureEntry& entry) const {
  const char* const classes = font_size_ == 12 ? "" : "small";
  const char* const muted = font_size_ == 12 ? "muted" : "small muted";
  int x = x_ + Canvas::text_width(place_width_, font_size_);
  canvas.text(x, y, entry.place, classes, Anchor::End);
  x += Canvas::text_width(part_gap + size_width_, font_size_);
  canvas.text(x, y, entry.size, classes, Anchor::End);
  x += Canvas::text_width(part_gap, font_size_);
  canvas.swatch(x, y, swatch_width, entry.kind);
  x += swatch_width + swatch_gap;
  canvas.text(x, y, kind_label(entry.kind), classes);
  x += Canvas::text_width(kind_width_ + part_gap, font_size_);
  const Fitted fitted = fit(entry, Canvas::characters(x_ + width_ - x, font_size_));
  canvas.text(x, y, fitted.name, classes);
  const std::size_t used = fitted.name.empty() ? 0 : display_width(fitted.name) + part_gap;
  canvas.text(x + Canvas::text_width(used, font_size_), y, fitted.use, muted);
}

void draw_two_lines(Canvas& canvas, int x, int middle, int width, Anchor anchor, const PictureEntry& entry) {
  constexpr int font_size = 11;
  const bool right_aligned = anchor == Anchor::End;
  const Fitted fitted = fit(entry, Canvas::characters(width, font_size));
  const std::size_t name_width = fitted.name.empty() ? 0 : display_width(fitted.name) + part_gap;
  const int sign = right_aligned ? -1 : 1;
  canvas.text(x, middle - 2, fitted.name, "small bold", anchor);
  canvas.text(x + sign * Canvas::text_width(name_width, font_size), middle - 2, fitted.use, "small muted", anchor);

  const int swatch_x = right_aligned ? x - swatch_width : x;
  canvas.swatch(swatch_x, middle + 11, swatch_width, entry.kind);
  const std::string line = right_aligned ? fmt::format("{}  {}  {}", entry.place, entry.size, kind_label(entry.kind))
                                         : fmt::format("{}  {}  {}", kind_label(entry.kind), entry.size, entry.place);
  canvas.text(x + sign * (swatch_width + swatch_gap), middle + 11, line, "small", anchor);
}

}  // namespace rampart
