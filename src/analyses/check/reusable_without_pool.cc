#include <string>

#include "analyses/check/region_users.h"
#include "analyses/check/rule.h"

namespace rampart {
namespace {

bool is_lone_reusable(const CheckedNode& node) { return node.node->reusable && !node.node->no_map && !node.is_pool; }

void report_node(const CheckInput& input, RuleReport& report, const CheckedNode& node,
                 const std::vector<const MemoryReference*>& devices) {
  const ReservedNode& written = *node.node;
  const bool loses_pool = written.cma_default || (!devices.empty() && written.compatible.empty());
  FindingDraft draft = report.add(
      loses_pool ? Severity::Error : Severity::Warning,
      written.name + " is reusable, but no shared-dma-pool: " +
          (written.compatible.empty() ? "it has no compatible" : "its compatible is " + written.compatible[0]));
  draft.at(written, "reusable");
  std::string effect = kernel_name(input) + " reserves the memory and nothing more: nobody else may use it meanwhile";
  if (written.cma_default) {
    effect += ", and it does not become the default CMA pool";
  } else if (loses_pool) {
    effect += ", and " + names_of(devices) + " gets no pool from it";
  }
  draft.effect(std::move(effect));
}

void check(const CheckInput& input, RuleReport& report) {
  std::optional<RegionUsers> users;
  for (const CheckedNode& node : input.nodes) {
    if (!is_lone_reusable(node)) continue;
    if (!users) users.emplace(input.tree);
    report_node(input, report, node, users->enabled(node.index));
  }
}

}  // namespace

extern const Rule reusable_without_pool_rule{
    .id = "reusable-without-pool",
    .severity = Severity::Warning,
    .title = "a region is reusable without being a shared-dma-pool",
    .explanation =
        "Linux acts on reusable only in a node whose compatible holds shared-dma-pool: such a node becomes a CMA pool, "
        "which movable pages may use while its device does not. In any other node the property means nothing; the "
        "memory is reserved in full from boot on. It is an error where a device names a node without any compatible, "
        "or the node is to be the default pool: then the pool that somebody relies on does not exist.",
    .remedy = "add compatible = \"shared-dma-pool\", or remove reusable if the memory is to be kept for its owner",
    .check = check,
};

}  // namespace rampart
