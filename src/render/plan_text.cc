#include "render/plan_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <vector>

#include "base/printable.h"
#include "base/size_text.h"
#include "model/range_text.h"
#include "render/map_words.h"
#include "render/plan_dts.h"
#include "render/plan_words.h"
#include "render/text_table.h"
#include "render/wrapped.h"

namespace rampart {
namespace {

std::string place_of(const PlannedPool& pool) {
  if (pool.kind == PoolKind::System) return "pages of Linux";
  return pool.place ? fmt::format("{:#x}..{:#x}", pool.place->base().value, pool.place->last().value) : "-";
}

constexpr std::size_t most_devices_in_row = 4;

/// The devices of a pool in a cell; of many the first ones.
std::string devices_in_row(const PlannedPool& pool) {
  if (pool.devices.size() <= most_devices_in_row) return printable(joined(pool.devices));
  std::vector<std::string> some(pool.devices.begin(), pool.devices.begin() + most_devices_in_row - 1);
  some.push_back(fmt::format("{} more", pool.devices.size() - some.size()));
  return printable(joined(some));
}

class PlanReport {
 public:
  PlanReport(const Plan& plan, const TableStyle& style) : plan_{plan}, style_{style} {}

  std::string write() {
    heading();
    if (plan_.conflict) {
      conflict();
      notes();
      return std::move(out_);
    }
    if (!plan_.pools.empty()) pools();
    if (!plan_.pools.empty()) sizes();
    scenarios();
    buffers();
    linux_part();
    configuration();
    findings();
    notes();
    return std::move(out_);
  }

 private:
  void heading() {
    out_ += printable(plan_.workload.name.empty() ? "plan" : plan_.workload.name);
    if (!plan_.device_name.empty()) out_ += " on " + printable(plan_.device_name);
    if (plan_.prediction) out_ += ", Linux " + to_string(plan_.prediction->kernel);
    out_ += "\n\n";
  }

  void line(std::size_t indent, std::string_view text) {
    out_ += std::string(indent, ' ');
    append_wrapped(out_, text, indent, style_.width);
  }

  void conflict() {
    const PlanConflict& conflict = *plan_.conflict;
    std::vector<std::string> names;
    for (const std::string& name : conflict.names) names.push_back(printable(name));
    out_ += "It cannot fit.\n\n";
    std::string set = names.size() == 1 ? fmt::format("{} alone", names.front()) : joined(names);
    if (conflict.is_smallest)
      set += names.size() == 1 ? "" : " (no smaller set conflicts)";
    else if (conflict.is_proven)
      set += " (without any one of them it may fit)";
    line(0, "conflict: " + set);
    line(0, "because:  " + printable(conflict.why));
    out_ += '\n';
    using enum TextTable::Align;
    TextTable table{{{"DEMAND"}, {"KIND"}, {"COUNT", Right}, {"SIZE", Right}, {"DEVICES"}}};
    for (const Demand& demand : plan_.workload.demands) {
      table.add({printable(demand.name), std::string{to_string(demand.kind)}, fmt::format("{}", demand.count),
                 exact_size(demand.size), printable(joined(demand.devices))});
    }
    for (const LinuxNeed& need : plan_.workload.needs) {
      table.add({printable(need.name), "linux", "1", exact_size(need.size), ""});
    }
    out_ += table.text(style_.width) + '\n';
  }

  void pools() {
    using enum TextTable::Align;
    TextTable table{{{"POOL"}, {"KIND"}, {"SIZE", Right}, {"BOUND", Right}, {"UNSHARED", Right}, {"PLACE"}, {"FOR"}}};
    for (const PlannedPool& pool : plan_.pools) {
      table.add({printable(pool.name), std::string{pool_kind_label(pool.kind)},
                 size_text(pool.kind == PoolKind::System ? pool.height : pool.size), size_text(pool.lower_bound),
                 size_text(pool.wanted), place_of(pool), devices_in_row(pool)});
    }
    out_ += table.text(style_.width) + '\n';
  }

  void sizes() {
    for (const PlannedPool& pool : plan_.pools) {
      if (pool.kind == PoolKind::System) continue;
      line(0, fmt::format("{}: {}", printable(pool.name), size_text(pool.size)));
      if (pool.devices.size() > most_devices_in_row) line(2, "for " + printable(joined(pool.devices)));
      line(2, fmt::format("{} is the lower bound; placed in {}, {}; first fit in the order of the file needs {}",
                          exact_size(pool.lower_bound), exact_size(pool.height),
                          pool.is_proven ? "and nothing lower exists"
                                         : fmt::format("at most {} too much",
                                                       exact_size(saturating_sub(pool.height, pool.lower_bound))),
                          exact_size(pool.first_fit)));
      for (const PlanMargin& margin : pool.margins) {
        line(2, fmt::format("+ {}: {}", exact_size(margin.size), margin.why));
      }
      if (!pool.is_any_order) line(2, "some order of the scenarios may not find room: put buffers at their offsets");
      worst_order(pool);
      one_by_one(pool);
    }
    out_ += '\n';
  }

  /// The scenarios, one after the other, that make an allocator need most.
  void worst_order(const PlannedPool& pool) {
    if (!pool.switching || pool.switching->reached <= pool.height) return;
    std::string order;
    for (const std::size_t scenario : pool.switching->worst) {
      order += (order.empty() ? "" : ", then ") +
               (scenario < plan_.scenarios.size() ? printable(plan_.scenarios[scenario].name) : "none of them");
    }
    line(2, "that order: " + order);
  }

  /// What is needed if devices do not keep to scenarios.
  void one_by_one(const PlannedPool& pool) {
    if (!pool.online || pool.online->reached <= pool.size) return;
    line(2, fmt::format("if devices start and stop one by one in any order, {}{} would be needed",
                        pool.online->is_exact() ? "" : "at least ", size_text(pool.online->reached)));
  }

  void scenarios() {
    using enum TextTable::Align;
    std::vector<TextTable::Column> columns{{"SCENARIO"}};
    for (const PlannedPool& pool : plan_.pools) columns.push_back({pool.name, Right});
    columns.push_back({"LINUX FREE", Right});
    columns.push_back({"RUNS"});
    TextTable table{std::move(columns)};
    for (std::size_t s = 0; s < plan_.scenarios.size(); ++s) {
      std::vector<std::string> cells{printable(plan_.scenarios[s].name)};
      for (const Bytes live : plan_.uses[s].pools) cells.push_back(live.value == 0 ? "-" : size_text(live));
      cells.push_back(size_text(plan_.uses[s].linux_free));
      std::vector<std::string> names;
      for (const std::size_t demand : plan_.scenarios[s].demands) names.push_back(plan_.workload.demands[demand].name);
      cells.push_back(printable(joined(names)));
      table.add(std::move(cells));
    }
    out_ += table.text(style_.width) + '\n';
  }

  void buffers() {
    using enum TextTable::Align;
    TextTable table{{{"BUFFER"}, {"POOL"}, {"OFFSET", Right}, {"SIZE", Right}, {"HOW LARGE"}}};
    for (const PlannedPool& pool : plan_.pools) {
      for (const PlacedBuffer& buffer : pool.buffers) {
        const Demand& demand = plan_.workload.demands[buffer.demand];
        const std::string number = demand.count == 1 ? "" : fmt::format("[{}]", buffer.number);
        table.add({printable(demand.name) + number, printable(pool.name), fmt::format("{:#x}", buffer.offset.value),
                   exact_size(buffer.size), printable(demand.rule)});
      }
    }
    for (const PlannedPool& pool : plan_.pools) {
      if (pool.kind != PoolKind::System) continue;
      for (const std::size_t index : pool.demands) {
        const Demand& demand = plan_.workload.demands[index];
        const std::string count = demand.count == 1 ? "" : fmt::format(" x {}", demand.count);
        table.add({printable(demand.name) + count, printable(pool.name), "-", exact_size(demand.size),
                   printable(demand.rule)});
      }
    }
    if (!table.empty()) out_ += table.text(style_.width) + '\n';
  }

  void linux_part() {
    const LinuxShare& share = plan_.linux_share;
    std::string sum = size_text(share.ram) + " RAM";
    const auto subtract = [&](Bytes size, std::string_view what) {
      if (size.value != 0) sum += fmt::format(" - {} {}", size_text(size), what);
    };
    subtract(share.kept, "reserved before");
    subtract(share.planned, "planned");
    subtract(share.page_structures, "page structures");
    sum += fmt::format(" = {} left", size_text(share.left));
    if (share.lent.value != 0) {
      sum += fmt::format("; {} of it in CMA, which Linux uses for what it can move while devices do not",
                         size_text(share.lent));
    }
    if (share.needs.value != 0) sum += fmt::format("; it needs {} itself", size_text(share.needs));
    line(0, "Linux: " + sum);
    out_ += '\n';
  }

  void configuration() {
    const PlanConfiguration& configuration = plan_.configuration;
    std::vector<std::string> files;
    for (const PlanSetting& setting : configuration.settings) {
      if (std::ranges::find(files, setting.file) == files.end()) files.push_back(setting.file);
    }
    for (const std::string& file : files) {
      out_ += printable(file) + ":\n";
      for (const PlanSetting& setting : configuration.settings) {
        if (setting.file != file) continue;
        out_ += "  " + printable(setting_line(setting)) + (setting.text.empty() ? "" : "    # " + setting.text) + '\n';
      }
    }
    out_ += "rampart/contiguous.h:\n  " + configuration.regions + '\n';
    if (const std::string dts = plan_dts(plan_); !dts.empty()) {
      out_ += "device tree:\n";
      for (std::size_t at = 0; at < dts.size();) {
        const std::size_t end = std::min(dts.find('\n', at), dts.size());
        out_ += end == at ? "\n" : fmt::format("  {}\n", dts.substr(at, end - at));
        at = end + 1;
      }
    }
    out_ += '\n';
  }

  void findings() {
    for (const Finding& finding : plan_.findings) line(0, printable(finding_line(finding)));
    if (!plan_.findings.empty()) return;
    out_ += "check and predict: nothing against it\n";
  }

  void notes() {
    for (const std::string& note : plan_.notes) line(0, "note: " + printable(note));
  }

  const Plan& plan_;
  TableStyle style_;
  std::string out_;
};

}  // namespace

std::string plan_text(const Plan& plan, const TableStyle& style) { return PlanReport{plan, style}.write(); }

}  // namespace rampart
