#include <fmt/format.h>
#include <string>
#include <utility>

#include "analyses/check/rule.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

/// Whether the kernel, which compares only neighbours in address order and of each node only its first range, sees
/// that two ranges overlap. `lower` and `upper` are places in `by_base`.
bool is_seen(const CheckInput& input, std::size_t lower, std::size_t upper) {
  const auto is_first = [&](std::size_t place) { return input.ranges[input.by_base[place]].entry == 0; };
  if (!is_first(lower) || !is_first(upper)) return false;
  for (std::size_t between = lower + 1; between < upper; ++between) {
    if (is_first(between)) return false;
  }
  return true;
}

/// Whether the kernel refuses `later` because it is no-map and lies over memory that `earlier` has reserved.
bool is_refused(const CheckInput& input, const StaticRange& earlier, const StaticRange& later) {
  if (input.nodes[earlier.node].node->no_map || !input.nodes[later.node].node->no_map) return false;
  return input.behaviour.no_map_refusal == KernelBehaviour::NoMapRefusal::TouchesReservation ||
         touches_ram(input, later.range);
}

std::string effect(const CheckInput& input, std::size_t lower, std::size_t upper) {
  const StaticRange* earlier = &input.ranges[input.by_base[lower]];
  const StaticRange* later = &input.ranges[input.by_base[upper]];
  if (later->node < earlier->node) std::swap(earlier, later);
  if (is_refused(input, *earlier, *later)) {
    return fmt::format(
        "{} refuses {}, which comes second in the tree (failed to reserve memory for node): its memory stays ordinary "
        "RAM that Linux gives to anyone",
        kernel_name(input), input.nodes[later->node].node->name);
  }
  if (is_seen(input, lower, upper)) {
    return kernel_name(input) + " prints OVERLAP DETECTED! and keeps both: their owners overwrite each other";
  }
  return kernel_name(input) +
         " says nothing, since it compares only neighbours in address order, and keeps both: their owners overwrite "
         "each other";
}

void report_pair(const CheckInput& input, RuleReport& report, std::size_t lower, std::size_t upper) {
  const StaticRange& a = input.ranges[input.by_base[lower]];
  const StaticRange& b = input.ranges[input.by_base[upper]];
  const ReservedNode& first = *input.nodes[a.node].node;
  const ReservedNode& second = *input.nodes[b.node].node;
  const Bytes shared = a.range.intersection(b.range)->size();
  std::string message;
  std::string help;
  if (a.node == b.node) {
    message = fmt::format("two entries of the reg of {} share {}", first.name, size_text(shared));
    help = "write each address once";
  } else if (a.range == b.range) {
    message = fmt::format("{} and {} are the same {}", first.name, second.name, size_text(shared));
    help = "remove one of them, and let its users name the other in memory-region";
  } else if (a.range.contains(b.range)) {
    message = fmt::format("{} lies inside {}", second.name, first.name);
    help = fmt::format("move {} out of {}, or cut {} so that it leaves it out", second.name, range_text(a.range),
                       first.name);
  } else if (b.range.contains(a.range)) {
    message = fmt::format("{} lies inside {}", first.name, second.name);
    help = fmt::format("move {} out of {}, or cut {} so that it leaves it out", first.name, range_text(b.range),
                       second.name);
  } else {
    message = fmt::format("{} runs {} into {}", first.name, size_text(shared), second.name);
    help = fmt::format("shrink {} to {:#x}, or move {} to {:#x}", first.name,
                       b.range.base().value - a.range.base().value, second.name, a.range.last().value + 1);
  }
  FindingDraft draft = report.error(std::move(message));
  draft.at(first, "reg").effect(effect(input, lower, upper)).help(std::move(help));
  if (a.node != b.node) draft.at(second, "reg");
}

void check(const CheckInput& input, RuleReport& report) {
  for (std::size_t lower = 0; lower < input.by_base.size(); ++lower) {
    const PhysRange& range = input.ranges[input.by_base[lower]].range;
    for (std::size_t upper = lower + 1; upper < input.by_base.size(); ++upper) {
      if (input.ranges[input.by_base[upper]].range.base() > range.last() || report.is_full()) break;
      report_pair(input, report, lower, upper);
    }
  }
}

}  // namespace

extern const Rule overlap_rule{
    .id = "overlap",
    .severity = Severity::Error,
    .title = "two regions share addresses",
    .explanation =
        "Linux reserves both. It sorts the regions by address and compares each with the next one only: if that starts "
        "before the first ends it prints OVERLAP DETECTED! and goes on. A region inside a large one is compared with "
        "its neighbour, not with the large one, so that of several overlaps some are never printed; of a reg with "
        "several entries only the first takes part.\n\n"
        "If the second in the order of the tree is no-map and the first is not, the second is refused (failed to "
        "reserve memory for node) and its memory stays ordinary RAM. The other way round both succeed.\n\n"
        "Before 6.12.13 the comparison runs before dynamic regions have an address; from then on they take part.\n\n"
        "Two firmwares, or a firmware and a pool of Linux, that use the same bytes overwrite each other's data.",
    .remedy = "move or shrink one of the two so that each byte has one owner",
    .check = check,
};

}  // namespace rampart
