#include <fmt/format.h>

#include "analyses/check/rule.h"

namespace rampart {
namespace {

void check(const CheckInput& input, RuleReport& report) {
  for (const CheckedNode& node : input.nodes) {
    const std::size_t count = node.end - node.first;
    if (count < 2) continue;
    bool loses_ram = false;
    for (std::size_t i = node.first; i < node.end; ++i) {
      loses_ram |= input.ranges[i].entry > 0 && touches_ram(input, input.ranges[i].range);
    }
    const bool is_lost = input.behaviour.first_reg_only && loses_ram;
    const std::string kernel = kernel_name(input);
    report
        .add(is_lost ? Severity::Error : Severity::Warning,
             fmt::format("{} has a reg of {} entries, of which only the first becomes the region", node.node->name,
                         count))
        .at(*node.node, "reg")
        .effect(is_lost ? kernel + " reserves the first only: the memory of the others is given to anyone"
                : input.behaviour.first_reg_only
                    ? kernel + " reserves the first only; the others are not RAM"
                    : kernel +
                          " reserves all of them, but a driver or pool gets the first only; from 7.2 on "
                          "the others are ordinary RAM");
  }
}

}  // namespace

extern const Rule extra_reg_ignored_rule{
    .id = "extra-reg-ignored",
    .severity = Severity::Warning,
    .title = "a reg has several entries",
    .explanation =
        "Of several entries only the first is remembered: it becomes the pool or the region that a device gets, takes "
        "part in the overlap test and is shown in the log. Up to 6.12 and later releases before 7.2 all entries are "
        "reserved; 6.12 says that it ignores the others. From 7.2 on the others are not reserved at all, and their "
        "memory is ordinary RAM: an error where there is RAM.",
    .remedy = "make one node of each entry; a device may name several in memory-region",
    .check = check,
};

}  // namespace rampart
