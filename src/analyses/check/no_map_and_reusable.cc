#include <string>

#include "analyses/check/rule.h"

namespace rampart {
namespace {

std::string effect(const CheckInput& input, const CheckedNode& node) {
  const std::string kernel = kernel_name(input);
  if (!node.is_pool) {
    return kernel + " keeps it unmapped and never looks at reusable: the memory is lost to everyone but its owner";
  }
  if (!input.behaviour.reusable_no_map_fails) {
    return kernel +
           " makes no pool of it, without a message: the memory stays reserved and unmapped, and a device "
           "that names it gets none";
  }
  if (input.behaviour.static_nodes_late && node.is_static) {
    return kernel +
           " makes no pool of it (compatible matching fail) and gives its pages to anyone after all, but they "
           "are not mapped any more: whoever touches one crashes the kernel";
  }
  return kernel + " makes no pool of it (compatible matching fail); a device that names it gets none";
}

void check(const CheckInput& input, RuleReport& report) {
  for (const CheckedNode& node : input.nodes) {
    if (!node.node->no_map || !node.node->reusable) continue;
    report.error(node.node->name + " is both no-map and reusable, which exclude each other")
        .at(*node.node, "no-map")
        .effect(effect(input, node))
        .help(node.is_pool ? "remove no-map to make it a CMA pool that Linux may use meanwhile, or reusable to keep it "
                             "for the device alone"
                           : "remove reusable: what is not mapped cannot be lent to anyone");
  }
}

}  // namespace

extern const Rule no_map_and_reusable_rule{
    .id = "no-map-and-reusable",
    .severity = Severity::Error,
    .title = "a region is both no-map and reusable",
    .explanation =
        "reusable lets Linux use the memory for movable pages while the device does not need it, for which it has to "
        "be mapped; no-map forbids just that. The specification of device trees excludes the two together.\n\n"
        "A shared-dma-pool with both is refused by both drivers of Linux: there is no pool, and the device that names "
        "the node gets nothing. Up to 6.12.12 the memory becomes ordinary RAM again. From 6.12.13 on, which asks the "
        "drivers of static nodes only when the page tables exist, it becomes ordinary RAM that is not mapped: the "
        "first access crashes, at boot or days later. From 7.1 on it stays reserved and unmapped, without any "
        "message.\n\n"
        "On a node that is no shared-dma-pool reusable means nothing to Linux.",
    .remedy = "remove one of the two properties",
    .check = check,
};

}  // namespace rampart
