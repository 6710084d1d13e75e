#include "render/picture_legend.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <string_view>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/kind_style.h"
#include "render/map_words.h"

namespace rampart {
namespace {

constexpr int sample_width = 24;
constexpr int legend_line_height = 19;

/// Samples with words, in as many lines as they take.
class Legend {
 public:
  Legend(Canvas& canvas, int y, int left_x, int right_x)
      : canvas_{canvas}, left_x_{left_x}, right_x_{right_x}, x_{left_x}, y_{y} {}

  void add(std::string_view words, Kind kind) {
    const int cell = sample_width + 8 + Canvas::text_width(display_width(words), 12) + 24;
    if (x_ != left_x_ && x_ + cell > right_x_) {
      x_ = left_x_;
      y_ += legend_line_height;
    }
    canvas_.box(x_, y_ - 11, sample_width, 14, kind);
    canvas_.text(x_ + sample_width + 8, y_, words);
    last_x_ = x_;
    x_ += cell;
  }

  /// Makes the last sample look half used.
  void mark_used() {
    canvas_.rect(last_x_ + 1, y_ - 10, sample_width / 2, 13, "used");
    canvas_.path(fmt::format("M{}.5 {}v13", last_x_ + 1 + sample_width / 2, y_ - 10), "share");
  }

  int below() const { return y_ + legend_line_height + 8; }

 private:
  Canvas& canvas_;
  int left_x_;
  int right_x_;
  int x_;
  int y_;
  int last_x_ = 0;
};

/// What a map holds of a kind: `100 MiB`, `100 MiB and 12 MiB placed at boot`.
std::string held(const MemoryMap& map, Kind kind) {
  const Bytes placed = map.sum(kind);
  Bytes at_boot;
  for (const DynamicRegion& region : map.dynamic()) {
    if (region.kind == kind) at_boot = saturating_add(at_boot, region.size);
  }
  if (at_boot == Bytes{}) return size_text(placed);
  const std::string and_placed = placed == Bytes{} ? "" : size_text(placed) + " and ";
  return fmt::format("{}{} {}", and_placed, size_text(at_boot), without_address(kind));
}

bool shows_use(const MemoryMap& map) {
  return std::ranges::any_of(
      map.regions(), [](const Region& region) { return used_share(region.usage, region.range.size()).has_value(); });
}

}  // namespace

int draw_legend(Canvas& canvas, int y, const MemoryMap& left, const MemoryMap& right, int left_x, int right_x) {
  const std::string none = size_text({});
  Legend legend{canvas, y, left_x, right_x};
  for (const Kind kind : all_kinds) {
    const std::string first = held(left, kind);
    const std::string second = held(right, kind);
    if (first == none && second == none) continue;
    const std::string sums = first == second ? first : fmt::format("{} → {}", first, second);
    legend.add(fmt::format("{} {}", kind_label(kind), sums), kind);
  }
  if (shows_use(left) || shows_use(right)) {
    legend.add("dark share: used", Kind::Ram);
    legend.mark_used();
  }
  return legend.below();
}

}  // namespace rampart
