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

constexpr std::string_view panic = " panics when it starts the CMA areas, since there are no pages behind it";

/// A pool whose memory is missing, wholly or in part.
void report_pool(const CheckInput& input, RuleReport& report, const ReservedNode& node, const PhysRange& range,
                 Bytes present, bool by_mem) {
  const std::string where = by_mem ? "what mem= leaves of RAM" : "RAM";
  std::string message = present.value == 0 ? fmt::format("{} is a CMA pool outside {}", node.name, where)
                                           : fmt::format("{} is a CMA pool of which {} lie outside {}", node.name,
                                                         size_text(saturating_sub(range.size(), present)), where);
  FindingDraft draft = report.error(std::move(message));
  draft.at(node, "reg")
      .effect(present.value == 0 ? kernel_name(input) + std::string{panic}
                                 : kernel_name(input) +
                                       " counts the missing part in CmaTotal, or panics where a whole section of "
                                       "memory (128 MiB on arm64) is missing");
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

void check(const CheckInput& input, RuleReport& report) {
  if (!input.ram_is_complete) return;
  const auto limited = ram_after_mem(input);
  for (const StaticRange& range : input.ranges) {
    const CheckedNode& node = input.nodes[range.node];
    if (!lies_in_ram(input, range.range)) {
      const Bytes present = inside(input.ram, range.range);
      if (node.is_cma_pool() && range.entry == 0) {
        report_pool(input, report, *node.node, range.range, present, false);
      } else if (present.value != 0) {
        report_straddler(input, report, *node.node, range.range, present);
      }
    } else if (limited && node.is_cma_pool() && range.entry == 0) {
      const Bytes present = inside(*limited, range.range);
      if (present < range.range.size()) report_pool(input, report, *node.node, range.range, present, true);
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
        "panic when the CMA areas are started, if a whole section of 128 MiB is missing; with less missing it boots "
        "and "
        "counts the missing part in CmaTotal. mem= can cut the RAM off under a pool.\n\n"
        "A no-map or plain region wholly outside every memory node is legal: it names on-chip SRAM or firmware memory. "
        "Where a memory node has a size of zero the boot loader fills RAM in, and nothing is said.",
    .remedy = "move or shrink the region, or correct the memory node",
    .check = check,
};

}  // namespace rampart
