#include "render/mpy_plot.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>

#include "base/size_text.h"

namespace rampart {
namespace {

constexpr std::size_t plot_rows = 12;
constexpr std::size_t plot_label_width = 12;  // of the axis at the left, its mark included
constexpr std::size_t least_plot_columns = 10;
constexpr std::size_t default_plot_width = 80;
constexpr unsigned cell_steps = 8;  // of a cell's height
/// What is used fills the lowest eighths of its last cell.
constexpr std::array<std::string_view, cell_steps> eighths = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇"};
constexpr std::string_view used_cell = "█", run_cell = "▒", pieces_cell = "░";

std::uint64_t most_total(std::span<const HeapSample> samples) {
  std::uint64_t most = 1;
  for (const HeapSample& sample : samples) most = std::max(most, sample.total.value);
  return most;
}

/// Eighths of cells that `part` of `whole` fills; something is never nothing.
std::size_t height_of(std::uint64_t part, std::uint64_t whole) {
  const double exact =
      static_cast<double>(std::min(part, whole)) / static_cast<double>(whole) * (plot_rows * cell_steps);
  const auto height = static_cast<std::size_t>(exact + 0.5);
  return part != 0 && height == 0 ? 1 : height;
}

std::string_view plot_cell(const HeapSample& sample, std::size_t row, std::uint64_t whole) {
  const std::size_t used = height_of(sample.used.value, whole);
  const std::size_t bottom = row * cell_steps;
  if (used >= bottom + cell_steps) return used_cell;
  if (used > bottom) return eighths[used - bottom];
  const std::size_t middle = bottom + cell_steps / 2;
  if (middle >= height_of(sample.total.value, whole)) return " ";
  const Bytes run = sample.largest_free.value_or(Bytes{});
  return middle < height_of(saturating_add(sample.used, run).value, whole) ? run_cell : pieces_cell;
}

/// Amounts at the top, in the middle and at the bottom.
std::string axis_label(std::size_t row, std::uint64_t whole) {
  std::string label;
  if (row == plot_rows - 1) label = size_text({whole});
  if (row == plot_rows / 2) label = size_text({whole / 2});
  if (row == 0) label = "0";
  return fmt::format("{:>{}} {}", label, plot_label_width - 2, label.empty() ? "│" : "┤");
}

}  // namespace

std::size_t heap_plot_columns(std::size_t width) {
  const std::size_t all = width == 0 ? default_plot_width : width;
  return std::max(all, plot_label_width + least_plot_columns) - plot_label_width;
}

std::string heap_plot(std::span<const HeapSample> samples, const TableStyle& style) {
  const std::size_t columns = heap_plot_columns(style.width);
  if (samples.size() > columns) samples = samples.last(columns);
  if (samples.empty()) return "";
  const std::uint64_t whole = most_total(samples);
  std::string text;
  for (std::size_t row = plot_rows; row-- > 0;) {
    text += axis_label(row, whole);
    for (const HeapSample& sample : samples) text += plot_cell(sample, row, whole);
    text += '\n';
  }
  const std::string first = fmt::format("{:.0f} s", samples.front().seconds);
  text += fmt::format("{:>{}}{}", "", plot_label_width, first);
  if (samples.size() > 1) {
    const std::string last = fmt::format("{:.0f} s", samples.back().seconds);
    text += fmt::format("{:>{}}", last, std::max(samples.size(), first.size() + last.size() + 1) - first.size());
  }
  text += '\n';
  text +=
      fmt::format("{} used   {} free, the longest run   {} free, in other pieces\n", used_cell, run_cell, pieces_cell);
  return text;
}

}  // namespace rampart
