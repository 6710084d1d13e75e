#include <string>

#include "analyses/check/cma_default.h"
#include "analyses/check/region_users.h"
#include "analyses/check/rule.h"
#include "base/size_text.h"

namespace rampart {
namespace {

using DefaultNode = KernelBehaviour::DefaultNode;

std::string effect(const CheckInput& input, const CheckedNode& pool, const std::string& devices) {
  const Bytes size = input.setup.parameters.cma->size;
  std::string text = kernel_name(input);
  switch (input.behaviour.default_node) {
    case DefaultNode::TreeWins:
      return text + " ignores cma= without a message, since the tree has a default pool";
    case DefaultNode::Bypassed:
      text += " prints bypass " + pool.node->name + " node, using cmdline CMA params instead, and frees its memory";
      break;
    case DefaultNode::SkippedBeforeScan:
    case DefaultNode::SkippedIfPool:
      text += " skips the node in favour of cma= and does not reserve its memory";
  }
  text += size.value == 0 ? "; there is no default pool at all"
                          : "; the default pool has " + size_text(size) + " where cma= says, or where there is room";
  if (!devices.empty()) text += ", and " + devices + " gets none from the node it names";
  return text;
}

void check(const CheckInput& input, RuleReport& report) {
  if (!input.setup.parameters.cma) return;
  const auto pools = default_pools(input);
  if (pools.empty()) return;
  const RegionUsers users{input.tree};
  const bool tree_wins = input.behaviour.default_node == DefaultNode::TreeWins;
  for (const CheckedNode* const pool : pools) {
    const auto devices = users.enabled(pool->index);
    FindingDraft draft = report.add(devices.empty() || tree_wins ? Severity::Warning : Severity::Error,
                                    tree_wins ? "cma= is ignored beside " + pool->node->name
                                              : "cma= disables " + pool->node->name + ", the tree's default CMA pool");
    draft.at_parameter("cma").at(*pool->node, "linux,cma-default");
    draft.effect(effect(input, *pool, tree_wins ? std::string{} : names_of(devices)));
    if (tree_wins) draft.help("remove cma=, or change size and place in the node");
  }
}

}  // namespace

extern const Rule cmdline_bypasses_tree_rule{
    .id = "cmdline-bypasses-tree",
    .severity = Severity::Warning,
    .title = "cma= disables the tree's default CMA pool, or is ignored beside it",
    .explanation =
        "Both cma= on the command line and a node with linux,cma-default set the default CMA area. Up to 5.5 the tree "
        "wins and cma= is ignored without a message. From 5.6 on the command line wins: the node is bypassed and its "
        "memory freed; from 6.18.9 on it is skipped before it is reserved. Guides that name another order describe the "
        "old kernels.\n\n"
        "With cma= the area has another size, and without a base also another place; alloc-ranges of the node do not "
        "count any more. cma=0, or a cma= that is no number, leaves no default area at all. A device that names the "
        "node in memory-region gets nothing, which is reported as an error.",
    .remedy = "remove cma= from the command line, or the node from the tree: one of them is not in effect",
    .check = check,
};

}  // namespace rampart
