#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <vector>

#include "analyses/check/free_memory.h"
#include "analyses/check/rule.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

/// What `mem=` leaves of RAM; nothing if it changes nothing.
std::optional<std::vector<PhysRange>> ram_after_mem(const CheckInput& input) {
  if (input.setup.parameters.mem.empty() || input.ram.empty()) return std::nullopt;
  return ram_of(input).ranges();
}

Bytes inside(const std::vector<PhysRange>& ram, const PhysRange& range) {
  Bytes sum;
  for (const PhysRange& bank : ram) {
    if (const auto part = bank.intersection(range)) sum.value += part->size().value;
  }
  return sum;
}

/// Whether a section of the memory map that a pool needs has no RAM at all.
bool lacks_section(const CheckInput& input, const std::vector<PhysRange>& ram, const PhysRange& pool) {
  constexpr std::uint32_t usual_section_bits = 27;
  const bool is_arm64 = input.setup.architecture == Architecture::Arm64;
  const std::uint64_t last_bits =
      (std::uint64_t{1} << (is_arm64 ? input.behaviour.arm64_section_bits : usual_section_bits)) - 1;
  std::vector<PhysRange> sections;
  for (const PhysRange& bank : ram) {
    const auto whole = PhysRange::from_first_last({bank.base().value & ~last_bits}, {bank.last().value | last_bits});
    sections.push_back(whole.value_or(bank));
  }
  return !RangeSet{{pool}}.without(RangeSet{std::move(sections)}).empty();
}

/// What becomes of a pool of which at least a part has no memory.
std::string pool_effect(const CheckInput& input, const std::vector<PhysRange>& ram, const PhysRange& pool) {
  const std::string kernel = kernel_name(input);
  if (!lacks_section(input, ram, pool)) {
    return kernel + " counts the missing part in CmaTotal, and hands out pages with no RAM behind them";
  }
  if (input.setup.architecture == Architecture::Arm64) {
    return kernel + " panics when it starts the CMA areas, since there are no pages behind it";
  }
  return kernel + " panics or hangs at boot, or hands out pages with no RAM behind them";
}

/// A pool whose memory is missing, wholly or in part.
void report_pool(const CheckInput& input, RuleReport& report, const ReservedNode& node, const PhysRange& range,
                 const std::vector<PhysRange>& ram, bool by_mem) {
  const Bytes present = inside(ram, range);
  const std::string where = by_mem ? "what mem= leaves of RAM" : "RAM";
  std::string message = present.value == 0 ? fmt::format("{} is a CMA pool outside {}", node.name, where)
                                           : fmt::format("{} is a CMA pool of which {} lie outside {}", node.name,
                                                         size_text(saturating_sub(range.size(), present)), where);
  FindingDraft draft = report.error(std::move(message));
  draft.at(node, "reg").effect(pool_effect(input, ram, range));
  if (by_mem) draft.at_parameter("mem").help("give mem= enough for the pool, or move the pool below its end");
}

void report_straddler(const CheckInput& input, RuleReport& report, const ReservedNode& node, const PhysRange& range,
                      Bytes present) {
  const bool below =
      std::ranges::none_of(input.ram, [&](const PhysRange& bank) { return bank.contains(range.base()); });
  report
      .error(fmt::format("{} {}: {} of its {} lie outside", node.name,
                         below ? "begins before RAM does" : "runs past the end of RAM or of a bank",
                         size_text(saturating_sub(range.size(), present)), size_text(range.size())))
      .at(node, "reg")
      .effect(kernel_name(input) +
              " accepts it without a message; its owner hands out addresses with no RAM behind "
              "them");
}

/// A crash log that no RAM can hold: on-chip memory and what firmware keeps are carve-outs, with no-map.
bool is_lost_log(const CheckInput& input, const ReservedNode& node, const PhysRange& range) {
  const bool is_log = std::ranges::find(node.compatible, "ramoops") != node.compatible.end();
  if (!is_log || node.no_map || input.ram.empty()) return false;
  // Between two banks a board may have left room for it.
  return range.base() > input.ram.back().last() || range.last() < input.ram.front().base();
}

void report_lost_log(const CheckInput& input, RuleReport& report, const ReservedNode& node) {
  report.warning(node.name + " is a crash log outside RAM")
      .at(node, "reg")
      .effect(kernel_name(input) +
              " reserves nothing that exists: the log's driver maps addresses where nothing "
              "answers, so that the first write is lost or crashes")
      .help("move the log into RAM, or correct the memory node");
}

void check(const CheckInput& input, RuleReport& report) {
  if (!input.ram_is_complete) return;
  const auto limited = ram_after_mem(input);
  for (const StaticRange& range : input.ranges) {
    const CheckedNode& node = input.nodes[range.node];
    if (!lies_in_ram(input, range.range)) {
      const Bytes present = inside(input.ram, range.range);
      if (node.is_cma_pool() && range.entry == 0) {
        report_pool(input, report, *node.node, range.range, input.ram, false);
      } else if (present.value != 0) {
        report_straddler(input, report, *node.node, range.range, present);
      } else if (is_lost_log(input, *node.node, range.range)) {
        report_lost_log(input, report, *node.node);
      }
    } else if (limited && node.is_cma_pool() && range.entry == 0) {
      const Bytes present = inside(*limited, range.range);
      if (present < range.range.size()) report_pool(input, report, *node.node, range.range, *limited, true);
    }
  }
}

}  // namespace

extern const Rule outside_ram_rule{
    .id = "outside-ram",
    .severity = Severity::Error,
    .title = "a region lies partly outside RAM, or a CMA pool does not lie in it",
    .explanation =
        "Linux never compares a region with RAM. One that runs past the end of RAM or of a bank is accepted without a "
        "message, and its owner hands out addresses with no RAM behind them. A CMA pool without memory makes arm64 "
        "panic when the CMA areas are started, if a whole section (128 MiB; before 5.12 1 GiB) is missing; with less "
        "missing it boots and counts the missing part in CmaTotal. mem= can cut the RAM off under a pool.\n\n"
        "A no-map or plain region wholly outside every memory node is legal: it names on-chip SRAM or firmware memory. "
        "A crash log (ramoops) above or below all RAM is a warning: it needs "
        "RAM behind it. "
        "Where a memory node has a size of zero the boot loader fills RAM in, and nothing is said.",
    .remedy = "move or shrink the region, or correct the memory node",
    .check = check,
};

}  // namespace rampart
