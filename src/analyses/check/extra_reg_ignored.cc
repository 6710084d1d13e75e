#include <fmt/format.h>
#include <string>
#include <utility>

#include "analyses/check/region_users.h"
#include "analyses/check/rule.h"

namespace rampart {
namespace {

bool has_ram_past_first(const CheckInput& input, const CheckedNode& node) {
  for (std::size_t i = node.first; i < node.end; ++i) {
    if (input.ranges[i].entry > 0 && touches_ram(input, input.ranges[i].range)) return true;
  }
  return false;
}

/// Who gets nothing if the node becomes no region.
bool is_wanted(const CheckInput& input, const CheckedNode& node) {
  return node.is_pool || !RegionUsers{input.tree}.enabled(node.index).empty();
}

void report_none(const CheckInput& input, RuleReport& report, const CheckedNode& node, std::size_t count) {
  report
      .add(is_wanted(input, node) ? Severity::Error : Severity::Warning,
           fmt::format("{} has a reg of {} entries, and becomes no region", node.node->name, count))
      .at(*node.node, "reg")
      .effect(kernel_name(input) +
              " reserves all of them, but makes no pool of them, and a device that names the node "
              "gets none");
}

void check(const CheckInput& input, RuleReport& report) {
  for (const CheckedNode& node : input.nodes) {
    const std::size_t count = node.end - node.first;
    if (count < 2 || report.is_full()) continue;
    if (input.behaviour.several_regs_are_none) {
      report_none(input, report, node, count);
      continue;
    }
    const bool only_first = input.behaviour.first_reg_only;
    const bool is_lost = only_first && has_ram_past_first(input, node);
    std::string effect = kernel_name(input);
    if (is_lost) {
      effect += " reserves the first only: the memory of the others is given to anyone";
    } else if (only_first) {
      effect += " reserves the first only; the others are not RAM";
    } else {
      effect +=
          " reserves all of them, but a driver or pool gets the first only; from 6.18.9 on the node becomes no region "
          "at all, and from 7.2 on the others are ordinary RAM";
    }
    report
        .add(is_lost ? Severity::Error : Severity::Warning,
             fmt::format("{} has a reg of {} entries, of which only the first becomes the region", node.node->name,
                         count))
        .at(*node.node, "reg")
        .effect(std::move(effect));
  }
}

}  // namespace

extern const Rule extra_reg_ignored_rule{
    .id = "extra-reg-ignored",
    .severity = Severity::Warning,
    .title = "a reg has several entries",
    .explanation =
        "Of several entries only the first is remembered: it becomes the pool or the region that a device gets, takes "
        "part in the overlap test and is shown in the log. All entries are reserved, and 6.12 says that it ignores the "
        "others. From 6.18.9 to 7.1 such a node is reserved but becomes no region at all: there is no pool, and a "
        "device that names it gets none, which is an error. From 7.2 on the first is the region again and the others "
        "are not reserved: their memory is ordinary RAM, an error where there is RAM.",
    .remedy = "make one node of each entry; a device may name several in memory-region",
    .check = check,
};

}  // namespace rampart
