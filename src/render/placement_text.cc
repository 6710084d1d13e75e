#include "render/placement_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "base/printable.h"
#include "render/text_table.h"

namespace rampart {
namespace {

constexpr std::size_t most_named_blocks = 20;

std::string bound_multiple(std::uint64_t height, const PlacementAnswer& answer) {
  if (answer.lower_bound == 0) return "-";
  return fmt::format("{:.3f}", static_cast<double>(height) / static_cast<double>(answer.lower_bound));
}

std::string bound_text(const PlacementAnswer& answer) {
  if (answer.proven()) return "no placement is lower";
  const double gap =
      100.0 * static_cast<double>(answer.height - answer.lower_bound) / static_cast<double>(answer.lower_bound);
  return fmt::format("lower is not ruled out, by {:.2f} % at most", gap);
}

std::string capacity_text(const PlacementView& view) {
  const std::uint64_t capacity = *view.problem.capacity;
  if (view.fits()) return fmt::format("fits capacity {}, {} to spare\n", capacity, capacity - view.answer.height);
  if (view.cannot_fit()) {
    return fmt::format("cannot fit capacity {}: {} more is needed whatever the placement\n", capacity,
                       view.answer.lower_bound - capacity);
  }
  return fmt::format(
      "no placement found within capacity {}: {} too high, but not proven to be impossible (a longer --seconds may "
      "find one)\n",
      capacity, view.answer.height - capacity);
}

/// What cannot fit because of what is alive at one time.
std::string peak_text(const PlacementView& view) {
  const auto& peak = view.answer.peak_blocks;
  std::string text = fmt::format("\n{} blocks are alive together and take {}:", peak.size(), view.answer.peak_load);
  for (std::size_t i = 0; i < std::min(peak.size(), most_named_blocks); ++i) {
    text += fmt::format(" {}", printable(view.ids[peak[i]]));
  }
  if (peak.size() > most_named_blocks) text += fmt::format(" and {} more", peak.size() - most_named_blocks);
  return text + '\n';
}

}  // namespace

std::string placement_text(const PlacementView& view, const TableStyle& style) {
  const PlacementAnswer& answer = view.answer;
  std::string text = fmt::format("{}: {} blocks, height {}, lower bound {}: {}\n", printable(view.file),
                                 view.ids.size(), answer.height, answer.lower_bound, bound_text(answer));
  if (view.problem.capacity) text += capacity_text(view);
  using enum TextTable::Align;
  TextTable table{{{"ALLOCATOR"}, {"HEIGHT", Right}, {"x BOUND", Right}}};
  const auto add = [&](std::string_view name, std::uint64_t height) {
    table.add({std::string{name}, fmt::format("{}", height), bound_multiple(height, answer)});
  };
  add("this placement", answer.height);
  add("largest first", view.largest_first_height);
  add("first fit in time order", view.first_fit_height);
  text += '\n' + table.text(style.width);
  if (view.cannot_fit()) text += peak_text(view);
  return text;
}

}  // namespace rampart
