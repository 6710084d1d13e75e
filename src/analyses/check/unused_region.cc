#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "analyses/check/region_users.h"
#include "analyses/check/rule.h"

namespace rampart {
namespace {

bool is_default(const ReservedNode& node) { return node.cma_default || node.dma_default; }

/// A region without an address that no driver can recognise by its compatible.
bool is_lost(const CheckedNode& node) {
  const ReservedNode& written = *node.node;
  return !node.is_pool && written.size && !written.reg && written.compatible.empty() && !written.reusable;
}

/// Memory that serves nobody without a device. What has an address, in reg or by mistake in its name only, may serve a
/// firmware that knows it.
bool needs_a_device(const CheckedNode& node) {
  return node.is_cma_pool() || (!node.node->reg && !node.node->name.contains('@'));
}

/// dtc gives a phandle to what is referred to, and with symbols to everything that has a label.
bool is_referred_to(const CheckInput& input, const CheckedNode& node) {
  return node.node->phandle.has_value() && !input.tree.has_symbols;
}

std::string effect(const CheckInput& input, const CheckedNode& node) {
  if (is_lost(node)) {
    return kernel_name(input) +
           " reserves memory somewhere and tells nobody where: as a pool it lacks compatible = "
           "\"shared-dma-pool\" and reusable";
  }
  if (node.is_cma_pool()) {
    return kernel_name(input) +
           " makes a CMA pool that no device takes from: movable pages may use it, and from 7.2 on "
           "programs through its dma-buf heap, but no device";
  }
  return kernel_name(input) + " keeps its memory for nobody, unless a firmware uses it by its address";
}

void check(const CheckInput& input, RuleReport& report) {
  std::optional<RegionUsers> users;
  std::vector<const CheckedNode*> unused;
  for (const CheckedNode& node : input.nodes) {
    if ((!node.is_pool && !is_lost(node)) || is_default(*node.node)) continue;
    if (!users) users.emplace(input.tree);
    if (!users->enabled(node.index).empty()) continue;
    if (users->has_any(node.index)) {
      report.note(node.node->name + " is named by disabled devices only").at(*node.node).effect(effect(input, node));
    } else if (!is_referred_to(input, node)) {
      unused.push_back(&node);
    }
  }
  const auto pools = std::ranges::count_if(unused, [](const CheckedNode* node) { return node->is_cma_pool(); });
  for (const CheckedNode* const node : unused) {
    // Where a reference leads nowhere, this is perhaps what it was to name: one fault, reported there. And several CMA
    // pools without a device are no slip: programs may take from them.
    const bool is_sure = needs_a_device(*node) && !users->has_dangling() && (!node->is_cma_pool() || pools == 1);
    report.add(is_sure ? Severity::Warning : Severity::Note, "no device names " + node->node->name)
        .at(*node->node)
        .effect(effect(input, *node));
  }
}

}  // namespace

extern const Rule unused_region_rule{
    .id = "unused-region",
    .severity = Severity::Warning,
    .title = "a pool that no device names",
    .explanation =
        "A shared-dma-pool other than the default one serves the devices that name it in memory-region. If none does, "
        "a CMA pool is memory that only movable pages can use. A dynamic region without a compatible is lost "
        "altogether: nobody can know where it is. That is what becomes of a linux,cma node of which only the size is "
        "written, in the belief that another file has the rest.\n\n"
        "From 7.2 on programs can take buffers from every CMA pool, /dev/dma_heap has it by its name; so several pools "
        "that no device names are notes, while a single one among others has most likely been forgotten.\n\n"
        "A coherent pool with an address is a note, since a firmware may use it by that address; carve-outs that are "
        "no pool are not reported for the same reason. So is a pool that only disabled devices name: an overlay, or a "
        "variant of the board, may enable them.",
    .remedy = "name it in memory-region of its device, or remove the node",
    .check = check,
};

}  // namespace rampart
