#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "render/picture_canvas.h"

namespace rampart {

/// What a picture says of a region in words, beside its box or in a list.
struct PictureEntry {
  std::string place;  ///< The first address, or where a kernel may place it.
  std::string size;
  Kind kind{};
  std::string name;
  std::string use;  ///< Usage, users, what changed: what gives way first where room is short.
};

/// Entries that stand one below the other with their parts aligned.
class EntryColumns {
 public:
  EntryColumns(const std::vector<PictureEntry>& entries, int x, int width, int font_size);

  /// Draws an entry in one line with its baseline at `y`.
  void draw(Canvas& canvas, int y, const PictureEntry& entry) const;

 private:
  int x_;
  int width_;
  int font_size_;
  std::size_t place_width_;
  std::size_t size_width_;
  std::size_t kind_width_;
};

/// Draws an entry in two lines around `middle`, left-aligned at `x` or right-aligned where `anchor` is End.
void draw_two_lines(Canvas& canvas, int x, int middle, int width, Anchor anchor, const PictureEntry& entry);

}  // namespace rampart
