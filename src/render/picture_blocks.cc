#include "render/picture_blocks.h"

#include <algorithm>
#include <fmt/format.h>

#include "analyses/use_cells.h"
#include "base/printable.h"
#include "base/size_text.h"
#include "render/map_words.h"
#include "render/use_strip.h"

namespace rampart {
namespace {

constexpr std::size_t most_strips = 8;
constexpr std::size_t most_strip_rows = 8;
constexpr int heading_height = 19;
constexpr int heading_width = 968;

std::string blocks_heading(const Region& region, const std::optional<PhysRange>& longest) {
  const std::string run =
      longest ? fmt::format(", longest free run {} at {}", size_text(longest->size()), address_text(longest->base()))
              : "";
  return fmt::format("Blocks of {}: {}, {}{}", region.name, range_text(region.range), size_text(region.range.size()),
                     run);
}

/// From the left edge of a box along the margin down to the heading of its strip; only the first few have room.
void draw_margin_line(Canvas& canvas, int box_x, int box_middle, int heading, std::size_t index) {
  const int x = box_x - 5 - 4 * static_cast<int>(index);
  if (x <= 0) return;
  canvas.path(fmt::format("M{} {}.5H{}.5V{}.5H{}", box_x, box_middle, x, heading - 5, box_x - 2), "line");
}

}  // namespace

int draw_blocks(Canvas& canvas, int y, const MemoryMap& map, const LayoutColumn& column, const ColumnPlace& place) {
  std::size_t drawn = 0;
  for (const PictureBox& box : column.boxes) {
    const Span& span = map.spans()[box.span];
    const Region* const region = span.region ? &map.regions()[*span.region] : nullptr;
    const bool is_first_piece = region != nullptr && region->range.base() == span.range.base();
    if (!is_first_piece || !region->occupancy) continue;
    y += 4;
    if (drawn == most_strips) {
      canvas.text(place.box_x, y, "and more, which the table has", "small muted");
      return y + heading_height;
    }
    const auto longest = longest_free_run(*region);
    draw_margin_line(canvas, place.box_x, place.top + box.anchor, y, drawn++);
    canvas.text(place.box_x, y,
                shortened(printable(blocks_heading(*region, longest)), Canvas::characters(heading_width, 12)),
                "sans bold");
    y = draw_use_strip(
        canvas, y + heading_height,
        {.range = region->range, .occupancy = *region->occupancy, .longest = longest, .most_rows = most_strip_rows});
  }
  return y;
}

std::string blocks_css(const MemoryMap& map) {
  const bool has_blocks =
      std::ranges::any_of(map.regions(), [](const Region& region) { return region.occupancy.has_value(); });
  return std::string{has_blocks ? use_strip_css() : ""};
}

}  // namespace rampart
