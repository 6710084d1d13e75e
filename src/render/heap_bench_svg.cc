#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <string_view>

#include "base/size_text.h"
#include "render/heap_bench_text.h"
#include "render/xml_text.h"

namespace rampart {
namespace {

constexpr double width = 760, height = 440;
constexpr double left = 80, right = 170, top = 50, bottom = 60;

/// A line of the picture. Dashes tell bare system calls from the library as the colour does.
struct Line {
  std::string_view label;
  std::string_view colour;
  std::string_view dashes;
  std::uint64_t (*value)(const HeapBenchRow& row);
};
constexpr Line lines[] = {
    {"rampart p50", "#0b6bcb", "none", [](const HeapBenchRow& row) { return row.library.cycle.p50; }},
    {"bare ioctls p50", "#c05717", "6 4", [](const HeapBenchRow& row) { return row.bare.cycle.p50; }},
    {"rampart p99", "#7aa7d9", "none", [](const HeapBenchRow& row) { return row.library.cycle.p99; }},
    {"bare ioctls p99", "#dba27e", "6 4", [](const HeapBenchRow& row) { return row.bare.cycle.p99; }},
};

/// A logarithmic axis over whole decades or powers of two.
struct Axis {
  double low = 0;  ///< Logarithms.
  double high = 1;
  double from = 0;  ///< Places in the picture.
  double to = 1;
  double at(double logarithm) const { return from + (logarithm - low) / (high - low) * (to - from); }
};

Axis time_axis(const HeapBench& bench) {
  double least = 1e18, most = 1;
  for (const HeapBenchRow& row : bench.rows) {
    for (const Line& line : lines) {
      const double value = static_cast<double>(std::max<std::uint64_t>(line.value(row), 1));
      least = std::min(least, value);
      most = std::max(most, value);
    }
  }
  const double low = std::floor(std::log10(least));
  return {.low = low, .high = std::max(std::ceil(std::log10(most)), low + 1), .from = height - bottom, .to = top};
}

Axis size_axis(const HeapBench& bench) {
  const auto [least, most] = std::ranges::minmax(bench.rows, {}, &HeapBenchRow::size);
  const double low = std::log2(static_cast<double>(least.size.value));
  const double high = std::log2(static_cast<double>(most.size.value));
  return {.low = low, .high = std::max(high, low + 1), .from = left, .to = width - right};
}

std::string time_text(double decade) {
  constexpr std::array<std::string_view, 4> units{"ns", "µs", "ms", "s"};
  const int exponent = static_cast<int>(decade);
  const auto unit = static_cast<std::size_t>(std::clamp(exponent / 3, 0, 3));
  return fmt::format("{:.0f} {}", std::pow(10, exponent - 3 * static_cast<int>(unit)), units[unit]);
}

std::string axes(const HeapBench& bench, const Axis& x, const Axis& y) {
  std::string svg;
  for (double decade = y.low; decade <= y.high; ++decade) {
    svg += fmt::format("<line x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" stroke=\"#8886\"/>\n", left,
                       width - right, y.at(decade));
    svg += fmt::format("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n", left - 8, y.at(decade) + 4,
                       time_text(decade));
  }
  for (const HeapBenchRow& row : bench.rows) {
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                       x.at(std::log2(static_cast<double>(row.size.value))), height - bottom + 20, size_text(row.size));
  }
  return svg;
}

std::string curve(const HeapBench& bench, const Line& line, const Axis& x, const Axis& y) {
  std::string points;
  for (const HeapBenchRow& row : bench.rows) {
    const double value = static_cast<double>(std::max<std::uint64_t>(line.value(row), 1));
    points += fmt::format("{}{:.1f},{:.1f}", points.empty() ? "" : " ",
                          x.at(std::log2(static_cast<double>(row.size.value))), y.at(std::log10(value)));
  }
  return fmt::format(
      "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\" stroke-dasharray=\"{}\"/>\n", points,
      line.colour, line.dashes);
}

std::string legend() {
  std::string svg;
  double y = top + 10;
  for (const Line& line : lines) {
    svg += fmt::format(
        "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\" stroke=\"{3}\" stroke-width=\"2\" "
        "stroke-dasharray=\"{4}\"/>\n<text x=\"{5}\" y=\"{6}\">{7}</text>\n",
        width - right + 15, width - right + 45, y, line.colour, line.dashes, width - right + 52, y + 4, line.label);
    y += 22;
  }
  return svg;
}

}  // namespace

std::string heap_bench_svg(const HeapBench& bench) {
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "font-family=\"sans-serif\" font-size=\"13\" fill=\"#444\">\n<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n"
      "<text x=\"{2}\" y=\"28\" font-size=\"16\">{3}: one buffer, from allocate to free, {4} times</text>\n",
      width, height, left, xml_text(bench.path), bench.cycles);
  if (!bench.rows.empty()) {
    const Axis x = size_axis(bench);
    const Axis y = time_axis(bench);
    svg += axes(bench, x, y);
    for (const Line& line : lines) svg += curve(bench, line, x, y);
    svg += legend();
  }
  return svg + "</svg>\n";
}

}  // namespace rampart
