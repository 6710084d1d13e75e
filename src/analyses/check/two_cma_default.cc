#include <string>
#include <utility>

#include "analyses/check/cma_default.h"
#include "analyses/check/rule.h"
#include "analyses/predict/prediction.h"

namespace rampart {
namespace {

/// Which of several default pools is set up last where RAM is not known, on which the order of dynamic ones depends.
const CheckedNode& last_set_up(const CheckInput& input, const std::vector<const CheckedNode*>& pools) {
  // Dynamic ones come first: they sort before every address where regions are sorted, and are set up before static
  // ones where these come late.
  const auto order = [&](const CheckedNode* node) {
    const bool by_base = !input.behaviour.static_nodes_late && node->first != node->end;
    return std::pair{node->is_static, by_base ? input.ranges[node->first].range.base().value : 0};
  };
  const CheckedNode* last = pools.front();
  for (const CheckedNode* const node : pools) {
    if (order(node) >= order(last)) last = node;
  }
  return *last;
}

std::string effect(const CheckInput& input, const std::vector<const CheckedNode*>& pools) {
  const std::string kernel = kernel_name(input);
  const bool tree_wins = input.behaviour.default_node == KernelBehaviour::DefaultNode::TreeWins;
  if (input.setup.parameters.cma && !tree_wins) return kernel + " sets up none of them, since cma= is given";
  std::string last = last_set_up(input, pools).node->name;
  if (input.ram_is_complete) {
    const DefaultArea area = predict(input.setup).default_cma;
    if (area.from == RegionSource::DeviceTree && area.name) last = *area.name;
  }
  return kernel + " makes a pool of each without a message; the one set up last, " + last +
         ", ends as the default for all devices without one of their own";
}

void check(const CheckInput& input, RuleReport& report) {
  const auto pools = default_pools(input);
  if (pools.size() < 2) return;
  FindingDraft draft =
      report.error(pools[0]->node->name + " and " + pools[1]->node->name +
                   (pools.size() > 2 ? " and more all" : " both") + " claim to be the default CMA pool");
  for (const CheckedNode* const pool : pools) draft.at(*pool->node, "linux,cma-default");
  draft.effect(effect(input, pools));
}

}  // namespace

extern const Rule two_cma_default_rule{
    .id = "two-cma-default",
    .severity = Severity::Error,
    .title = "several nodes claim linux,cma-default",
    .explanation =
        "There is one default CMA area. Linux makes a pool of each node and takes each for the default in turn, so "
        "that the one set up last stays. Which that is depends on the version: up to 6.12.12 regions are set up in the "
        "order of their addresses, dynamic ones first; from 6.12.13 on the dynamic ones come in the order of the tree, "
        "then the static ones. No message says so. The others can be had only by a device that names them.",
    .remedy = "leave linux,cma-default on one node, and name the others in memory-region of the devices they are for",
    .check = check,
};

}  // namespace rampart
