#include <algorithm>
#include <fmt/format.h>
#include <span>
#include <vector>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/cma_simulation_text.h"
#include "render/kind_style.h"
#include "render/picture_canvas.h"
#include "render/xml_text.h"

namespace rampart {
namespace {

constexpr int chart_width = 1000;
constexpr int plot_left = 90;
constexpr int plot_right = 950;
constexpr int pool_top = 90;
constexpr int pool_bottom = 390;
constexpr int share_top = 440;
constexpr int share_bottom = 540;
constexpr int chart_height = 600;

/// What falls on one column of pixels: from the lowest to the highest value, so that no peak is lost.
struct Column {
  int x{};
  std::uint64_t low = UINT64_MAX;
  std::uint64_t high = 0;
};

class Chart {
 public:
  explicit Chart(const CmaSimulationView& view) : view_{view}, samples_{view.run.samples} {
    if (samples_.empty()) return;
    first_ = samples_.front().microseconds;
    span_ = std::max<std::uint64_t>(1, samples_.back().microseconds - first_);
  }

  std::string svg() {
    header();
    const std::uint64_t total = view_.run.geometry.count.value;
    frame(pool_top, pool_bottom, pages(total), pages(total / 2), "0");
    frame(share_top, share_bottom, "100 %", "50 %", "0 %");
    canvas_.text(plot_left, share_top - 8, "Fragmentation: free memory outside the longest free run", "sans small");
    area(columns([](const CmaSample& sample) { return sample.used.value; }), total);
    line(columns([](const CmaSample& sample) { return sample.longest_free_run.value; }), total, pool_top, pool_bottom,
         "run");
    line(columns([&](const CmaSample& sample) {
           return std::uint64_t{fragmentation_percent(view_.run.geometry.count, sample)};
         }),
         100, share_top, share_bottom, "share-line");
    failures();
    time_axis();
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rampart\" xml:space=\"preserve\" width=\"{0}\" "
        "height=\"{1}\" "
        "viewBox=\"0 0 {0} {1}\" role=\"img\" aria-label=\"{2}\">\n<style>\n{3}"
        ".held{{fill:#0072b2;fill-opacity:.35;stroke:#0072b2;stroke-width:1}}\n"
        ".run{{fill:none;stroke:#009e73;stroke-width:1.5}}.share-line{{fill:none;stroke:#d55e00;stroke-width:1.5}}\n"
        ".failure{{stroke:#a40e26;stroke-width:1;fill:none}}\n</style>\n"
        "<rect class=\"paper\" width=\"{0}\" height=\"{1}\"/>\n{4}</svg>\n",
        chart_width, chart_height, xml_text("CMA pool over time: " + title()), picture_css(), canvas_.elements());
  }

 private:
  std::string pages(std::uint64_t count) const {
    const auto bytes = size_of({count}, view_.page_size);
    return bytes ? size_text(*bytes) : fmt::format("{} pages", count);
  }
  std::string title() const {
    return fmt::format("{}pool of {}", view_.pool.empty() ? "" : printable(view_.pool) + ", ",
                       pages(view_.run.geometry.count.value));
  }

  void header() {
    canvas_.text(16, 32, title(), "title");
    std::string summary = fmt::format("{} requests served, {} refused; peak {}", view_.run.served,
                                      view_.run.failures.size(), pages(view_.run.peak_used.value));
    if (view_.need) {
      summary += fmt::format("; smallest pool {}, lower bound {}", pages(view_.need->smallest.value),
                             pages(view_.need->lower_bound.value));
    }
    canvas_.text(16, 54, summary, "sans");
    canvas_.text(plot_left, pool_top - 8, "blue: used   green: longest free run   red: a request was refused",
                 "sans small");
  }

  void frame(int top, int bottom, const std::string& high, const std::string& middle, const std::string& low) {
    canvas_.rect(plot_left, top, plot_right - plot_left, bottom - top, "edge");
    canvas_.text(plot_left - 6, top + 5, high, "small", Anchor::End);
    canvas_.text(plot_left - 6, (top + bottom) / 2 + 4, middle, "small", Anchor::End);
    canvas_.text(plot_left - 6, bottom + 4, low, "small", Anchor::End);
  }

  int x_of(std::uint64_t when) const {
    return plot_left +
           static_cast<int>(static_cast<double>(when - first_) / static_cast<double>(span_) * (plot_right - plot_left));
  }

  template <typename Value>
  std::vector<Column> columns(Value value) const {
    std::vector<Column> all;
    for (const CmaSample& sample : samples_) {
      const int x = x_of(sample.microseconds);
      if (all.empty() || all.back().x != x) all.push_back({.x = x});
      all.back().low = std::min(all.back().low, value(sample));
      all.back().high = std::max(all.back().high, value(sample));
    }
    return all;
  }

  static int y_of(std::uint64_t value, std::uint64_t total, int top, int bottom) {
    return bottom - static_cast<int>(static_cast<double>(value) / static_cast<double>(total) * (bottom - top));
  }

  void area(const std::vector<Column>& all, std::uint64_t total) {
    std::string path = fmt::format("M{} {}", plot_left, pool_bottom);
    int x = plot_left;
    for (const Column& column : all) {
      const int y = y_of(column.high, total, pool_top, pool_bottom);
      path += fmt::format("H{}V{}", column.x, y);
      x = column.x;
    }
    canvas_.path(path + fmt::format("H{}V{}z", std::max(x, plot_right), pool_bottom), "held");
  }

  void line(const std::vector<Column>& all, std::uint64_t total, int top, int bottom, std::string_view classes) {
    std::string path;
    for (const Column& column : all) {
      const int low = y_of(column.low, total, top, bottom);
      const int high = y_of(column.high, total, top, bottom);
      path +=
          path.empty() ? fmt::format("M{} {}V{}", column.x, low, high) : fmt::format("H{}V{}V{}", column.x, low, high);
    }
    if (!path.empty()) canvas_.path(path + fmt::format("H{}", plot_right), classes);
  }

  void failures() {
    int last = -1;
    for (const CmaFailure& failure : view_.run.failures) {
      const int x = x_of(view_.run.samples[failure.operation].microseconds);
      if (x == last) continue;
      canvas_.path(fmt::format("M{} {}V{}", x, pool_top, pool_bottom), "failure");
      last = x;
    }
  }

  void time_axis() {
    const auto label = [&](std::uint64_t when) {
      return view_.workload.has_times ? fmt::format("{}.{:03} s", when / 1'000'000, when % 1'000'000 / 1000)
                                      : fmt::format("step {}", when + 1);
    };
    if (samples_.empty()) return;
    canvas_.text(plot_left, share_bottom + 20, label(first_), "small");
    canvas_.text(plot_right, share_bottom + 20, label(samples_.back().microseconds), "small", Anchor::End);
  }

  const CmaSimulationView& view_;
  std::span<const CmaSample> samples_;
  std::uint64_t first_ = 0;
  std::uint64_t span_ = 1;
  Canvas canvas_;
};

}  // namespace

std::string cma_simulation_svg(const CmaSimulationView& view) { return Chart{view}.svg(); }

}  // namespace rampart
