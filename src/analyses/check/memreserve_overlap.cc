#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "analyses/check/rule.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

std::string effect(const CheckInput& input, const StaticRange& range) {
  const std::string kernel = kernel_name(input);
  const CheckedNode& node = input.nodes[range.node];
  if (!node.node->no_map || !touches_ram(input, range.range)) {
    return kernel + " reserves both without a message: two owners for one range";
  }
  const std::string refuses = fmt::format(
      "take{} /memreserve/ first and refuse{} {} (failed to reserve memory for node): its memory stays mapped, and "
      "what /memreserve/ does not cover is given to anyone",
      input.behaviour.memreserve_is_last ? "" : "s", input.behaviour.memreserve_is_last ? "" : "s", node.node->name);
  if (!input.behaviour.memreserve_is_last) return kernel + ' ' + refuses;
  std::string text =
      kernel + " takes /reserved-memory first, so both succeed without a message: two owners for one range";
  if (!input.extras.kernel_stated) text += "; kernels before 6.4 " + refuses;
  return text;
}

/// A reservation that says the same as a node is a fault only for kernels that then refuse the node. Without --kernel
/// the tree has to do for all of them.
bool is_harmless(const CheckInput& input, const PhysRange& reservation, const StaticRange& range) {
  if (reservation != range.range) return false;
  const bool asks_no_map = input.nodes[range.node].node->no_map && touches_ram(input, range.range);
  return !asks_no_map || (input.behaviour.memreserve_is_last && input.extras.kernel_stated);
}

void report_pair(const CheckInput& input, RuleReport& report, const PhysRange& reservation, const StaticRange& range) {
  const ReservedNode& node = *input.nodes[range.node].node;
  const Bytes shared = reservation.intersection(range.range)->size();
  const bool same = reservation.contains(range.range);
  const Severity severity = is_harmless(input, reservation, range) ? Severity::Note
                            : same                                 ? Severity::Warning
                                                                   : Severity::Error;
  std::string message =
      same ? fmt::format("{} lies inside /memreserve/ {}", node.name, range_text(reservation))
           : fmt::format("/memreserve/ {} shares {} with {}", range_text(reservation), size_text(shared), node.name);
  report.add(severity, std::move(message))
      .at(node, "reg")
      .at_path("/memreserve/")
      .effect(effect(input, range))
      .help(same ? "remove the /memreserve/ line: the node says it all"
                 : "move one of the two, or widen the node and remove the /memreserve/ line");
}

void check(const CheckInput& input, RuleReport& report) {
  for (const MemReserve& reserve : input.tree.mem_reserves) {
    const auto reservation = PhysRange::make({reserve.base}, {reserve.size});
    if (!reservation) continue;
    for (const std::size_t each : input.by_base) {
      const StaticRange& range = input.ranges[each];
      if (range.range.base() > reservation->last() || report.is_full()) break;
      if (range.range.overlaps(*reservation)) report_pair(input, report, *reservation, range);
    }
  }
}

}  // namespace

extern const Rule memreserve_overlap_rule{
    .id = "memreserve-overlap",
    .severity = Severity::Error,
    .title = "a /memreserve/ line and a region of /reserved-memory share addresses",
    .explanation =
        "Linux prints nothing about it. Before 6.4 it takes /memreserve/ first: a no-map region that touches one is "
        "then "
        "refused (failed to reserve memory for node) and stays mapped. From 6.4 on /memreserve/ comes last, after the "
        "dynamic regions: every static region succeeds, and a dynamic region may even be placed on top of a "
        "/memreserve/ "
        "range.\n\n"
        "A reservation that only repeats what a node says is a note, or a warning if the kernel asked about, or "
        "without --kernel any, refuses the node because of it. One that holds a node and more is a warning: somebody "
        "else may own the rest, and with it the node. One that covers a part of a node is an error.",
    .remedy = "describe the memory once: as a node of /reserved-memory, without a /memreserve/ line",
    .check = check,
};

}  // namespace rampart
