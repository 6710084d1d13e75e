#include <string>

#include "analyses/check/region_users.h"
#include "analyses/check/rule.h"

namespace rampart {
namespace {

/// A region that only a memory-region can give to somebody: a pool that is not the default one, or a region without
/// an address that no driver can recognise by its compatible. Firmware knows its carve-outs by their address.
bool needs_a_user(const CheckedNode& node) {
  if (node.node->cma_default || node.node->dma_default) return false;
  return node.is_pool || (node.node->size && !node.node->reg && node.node->compatible.empty());
}

/// dtc gives a phandle to what is referred to, and with symbols to everything that has a label.
bool is_referred_to(const CheckInput& input, const CheckedNode& node) {
  return node.node->phandle.has_value() && !input.tree.has_symbols;
}

std::string effect(const CheckInput& input, const CheckedNode& node) {
  if (node.is_cma_pool()) {
    return kernel_name(input) + " makes a CMA pool that no device takes from: movable pages may use it, nothing else";
  }
  return kernel_name(input) + " keeps its memory for nobody";
}

void check(const CheckInput& input, RuleReport& report) {
  std::optional<RegionUsers> users;
  for (const CheckedNode& node : input.nodes) {
    if (!needs_a_user(node)) continue;
    if (!users) users.emplace(input.tree);
    if (!users->enabled(node.index).empty()) continue;
    if (users->has_any(node.index)) {
      report.note(node.node->name + " is named by disabled devices only").at(*node.node).effect(effect(input, node));
      continue;
    }
    if (is_referred_to(input, node)) continue;
    // Where a reference leads nowhere, this is perhaps what it was to name: one fault, reported there.
    const bool is_sure = !users->has_dangling() && !input.has_foreign_cells;
    report.add(is_sure ? Severity::Warning : Severity::Note, "no device names " + node.node->name)
        .at(*node.node)
        .effect(effect(input, node));
  }
}

}  // namespace

extern const Rule unused_region_rule{
    .id = "unused-region",
    .severity = Severity::Warning,
    .title = "a pool that no device names",
    .explanation =
        "A shared-dma-pool other than the default one serves the devices that name it in memory-region. If none does, "
        "a coherent pool is memory lost, and a CMA pool memory that only movable pages can use. The same goes for a "
        "region that is placed by the kernel and has no compatible: nobody can know where it is.\n\n"
        "Carve-outs with an address are not reported: firmware and remote processors know them by it. A pool that only "
        "disabled devices name is a note, since an overlay or a variant of the board may enable them.",
    .remedy = "name it in memory-region of its device, or remove the node",
    .check = check,
};

}  // namespace rampart
