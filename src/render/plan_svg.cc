#include "render/plan_svg.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <vector>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/kind_style.h"
#include "render/picture_canvas.h"
#include "render/plan_words.h"
#include "render/xml_text.h"

namespace rampart {
namespace {

constexpr int plan_width = 1000;
constexpr int plan_left = 90;
constexpr int plan_right = 980;
constexpr int plan_panel_head = 58;
constexpr int plan_plot_height = 240;
constexpr int plan_panel_foot = 40;
constexpr int plan_font_size = 11;
constexpr std::size_t most_plan_columns = 12;
constexpr std::size_t plan_hue_count = 8;

/// After Okabe and Ito; light enough that dark text on it can be read, and with an edge.
constexpr std::string_view plan_hues[plan_hue_count] = {"#56b4e9", "#e69f00", "#009e73", "#f0e442",
                                                        "#cc79a7", "#d55e00", "#0072b2", "#999999"};

std::string fitting(std::string_view text, int room) {
  const std::size_t most = Canvas::characters(room, plan_font_size);
  return most < 2 ? "" : shortened(text, most);
}

class PlanPicture {
 public:
  explicit PlanPicture(const Plan& plan) : plan_{plan} {}

  std::string svg() {
    constexpr std::size_t title_columns = 84;  // bold, and not of one width: more than that may pass the edge
    canvas_.text(16, 30, shortened(title(), title_columns), "title");
    canvas_.text(16, 50, summary(), "sans");
    int top = 70;
    for (std::size_t i = 0; i < plan_.pools.size(); ++i) {
      if (plan_.pools[i].kind == PoolKind::System || plan_.pools[i].buffers.empty()) continue;
      panel(i, top);
      top += plan_panel_head + plan_plot_height + plan_panel_foot;
      top += legend(plan_.pools[i], top);
    }
    const int height = top + 10;
    std::string css = picture_css() +
                      ".buffer{stroke:#1b1f24;stroke-width:1}text.on{fill:#1b1f24;font-size:11px}\n"
                      ".bound{stroke:#a40e26;stroke-width:1;stroke-dasharray:5 3;fill:none}\n";
    for (std::size_t i = 0; i < plan_hue_count; ++i)
      css += fmt::format(".hue{}{{fill:{};fill-opacity:.75}}", i, plan_hues[i]);
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rampart\" xml:space=\"preserve\" width=\"{0}\" "
        "height=\"{1}\" "
        "viewBox=\"0 0 {0} {1}\" role=\"img\" aria-label=\"{2}\">\n<style>\n{3}\n</style>\n"
        "<rect class=\"paper\" width=\"{0}\" height=\"{1}\"/>\n{4}</svg>\n",
        plan_width, height, xml_text(title()), css, canvas_.elements());
  }

 private:
  std::string title() const {
    std::string text = printable(plan_.workload.name.empty() ? "plan" : plan_.workload.name);
    if (!plan_.device_name.empty()) text += " on " + printable(plan_.device_name);
    return text;
  }

  std::string summary() const {
    if (plan_.conflict) return "It cannot fit: " + fitting(printable(plan_.conflict->why), plan_width - 120);
    const Bytes lent = plan_.linux_share.lent;
    return fmt::format("{} left to Linux{}; scenarios from left to right, addresses from bottom to top",
                       size_text(plan_.linux_share.left),
                       lent.value == 0 ? "" : fmt::format(", {} of it in CMA", size_text(lent)));
  }

  Bytes extent(const PlannedPool& pool) const { return std::max({pool.size, pool.height, Bytes{1}}); }

  int y_of(const PlannedPool& pool, Bytes offset, int top) const {
    const double share = static_cast<double>(offset.value) / static_cast<double>(extent(pool).value);
    return top + plan_panel_head + plan_plot_height - static_cast<int>(share * plan_plot_height);
  }

  void panel(std::size_t index, int top) {
    const PlannedPool& pool = plan_.pools[index];
    canvas_.text(16, top + 18,
                 fmt::format("{} ({})  {}", printable(pool.name), pool_kind_label(pool.kind), size_text(pool.size)),
                 "sans bold");
    std::string facts = fmt::format("lower bound {} (dashed), placed in {}, without sharing {}",
                                    size_text(pool.lower_bound), size_text(pool.height), size_text(pool.wanted));
    if (pool.switching) facts += fmt::format(", scenarios in any order {}", size_text(pool.switching->reached));
    canvas_.text(16, top + 36, facts, "sans small");
    const std::size_t count = std::min(plan_.scenarios.size(), most_plan_columns);
    for (std::size_t s = 0; s < count; ++s) column(pool, index, s, count, top);
    canvas_.rect(plan_left, top + plan_panel_head, plan_right - plan_left, plan_plot_height, "edge");
    axis(pool, top);
    if (count < plan_.scenarios.size()) {
      canvas_.text(plan_right, top + 36, fmt::format("{} more scenarios are not drawn", plan_.scenarios.size() - count),
                   "sans small", Anchor::End);
    }
  }

  void axis(const PlannedPool& pool, int top) {
    for (const int quarter : {0, 1, 2, 3, 4}) {
      const Bytes at{extent(pool).value / 4 * static_cast<std::uint64_t>(quarter)};
      canvas_.text(plan_left - 6, y_of(pool, at, top) + 4, size_text(at), "small", Anchor::End);
    }
    const int y = y_of(pool, pool.lower_bound, top);
    canvas_.path(fmt::format("M{} {}.5H{}", plan_left, y, plan_right), "bound");
  }

  void column(const PlannedPool& pool, std::size_t index, std::size_t s, std::size_t count, int top) {
    const int room = (plan_right - plan_left) / static_cast<int>(count);
    const int x = plan_left + room * static_cast<int>(s);
    const PlanScenario& scenario = plan_.scenarios[s];
    if (s > 0)
      canvas_.path(fmt::format("M{}.5 {}V{}", x, top + plan_panel_head, top + plan_panel_head + plan_plot_height),
                   "line");
    for (std::size_t i = 0; i < pool.buffers.size();) {
      const std::size_t end = end_of_stack(pool, i);
      const PlacedBuffer& first = pool.buffers[i];
      if (std::ranges::binary_search(scenario.demands, first.demand)) {
        if (end - i == 1)
          box(pool, first, x + 4, room - 8, top);
        else
          bar(pool, first, end_of(pool.buffers[end - 1]), x + 4, room - 8, top);
      }
      i = end;
    }
    const int foot = top + plan_panel_head + plan_plot_height;
    canvas_.text(x + 4, foot + 14, fitting(printable(scenario.name), room - 8), "small");
    canvas_.text(x + 4, foot + 28, size_text(plan_.uses[s].pools[index]), "small muted");
  }

  static Bytes end_of(const PlacedBuffer& buffer) { return {buffer.offset.value + buffer.size.value}; }

  /// Behind the buffers of one demand that lie on each other from `first` on, each too thin for edges of its own.
  std::size_t end_of_stack(const PlannedPool& pool, std::size_t first) const {
    constexpr int thinnest = 4;
    const int tall = y_of(pool, {}, 0) - y_of(pool, pool.buffers[first].size, 0);
    std::size_t end = first + 1;
    while (tall < thinnest && end < pool.buffers.size()) {
      const PlacedBuffer& below = pool.buffers[end - 1];
      const PlacedBuffer& next = pool.buffers[end];
      const bool is_on_it =
          next.offset >= end_of(below) && y_of(pool, end_of(below), 0) - y_of(pool, next.offset, 0) <= 1;
      if (next.demand != below.demand || !is_on_it) break;
      ++end;
    }
    return end;
  }

  /// The colour of a buffer up to `last`; with an edge where that leaves something to see of the colour.
  int bar(const PlannedPool& pool, const PlacedBuffer& first, Bytes last, int x, int room, int top) {
    constexpr int least_with_edge = 4;
    const int low = y_of(pool, first.offset, top);
    const int high = y_of(pool, last, top);
    const int tall = std::max(low - high, 1);
    canvas_.rect(x, low - tall, room, tall,
                 fmt::format("{} hue{}", tall < least_with_edge ? "thin" : "buffer", first.demand % plan_hue_count));
    return tall;
  }

  void box(const PlannedPool& pool, const PlacedBuffer& buffer, int x, int room, int top) {
    const int tall = bar(pool, buffer, end_of(buffer), x, room, top);
    const int high = y_of(pool, buffer.offset, top) - tall;
    const Demand& demand = plan_.workload.demands[buffer.demand];
    if (tall < plan_font_size + 2) return;
    const std::string number = demand.count == 1 ? "" : fmt::format("[{}]", buffer.number);
    const std::string name = printable(demand.name) + number;
    const std::string whole = fmt::format("{}  {}", name, size_text(buffer.size));
    const bool has_room = display_width(whole) <= Canvas::characters(room - 8, plan_font_size);
    canvas_.text(x + 4, high + tall / 2 + 4, has_room ? whole : fitting(name, room - 8), "on");
  }

  /// Names of what is drawn too thin to hold its own, in rows; returns their height.
  int legend(const PlannedPool& pool, int top) {
    constexpr int columns = 4;
    constexpr int row_height = 18;
    constexpr int room = (plan_right - plan_left) / columns;
    int count = 0;
    for (std::size_t i = 0; i < pool.buffers.size(); ++i) {
      const PlacedBuffer& buffer = pool.buffers[i];
      const bool is_first = i == 0 || pool.buffers[i - 1].demand != buffer.demand;
      const int tall = y_of(pool, {}, 0) - y_of(pool, buffer.size, 0);
      if (!is_first || tall > plan_font_size + 2) continue;
      const Demand& demand = plan_.workload.demands[buffer.demand];
      const std::string times = demand.count == 1 ? "" : fmt::format(" x {}", demand.count);
      const int x = plan_left + room * (count % columns);
      const int y = top + row_height * (count / columns);
      canvas_.rect(x, y, 12, 11, fmt::format("buffer hue{}", buffer.demand % plan_hue_count));
      canvas_.text(x + 18, y + 10,
                   fitting(fmt::format("{}{}  {}", printable(demand.name), times, size_text(buffer.size)), room - 24),
                   "small");
      ++count;
    }
    return (count + columns - 1) / columns * row_height;
  }

  const Plan& plan_;
  Canvas canvas_;
};

}  // namespace

std::string plan_svg(const Plan& plan) { return PlanPicture{plan}.svg(); }

}  // namespace rampart
