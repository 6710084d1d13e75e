#include <algorithm>
#include <fmt/format.h>

#include "analyses/check/rule.h"

namespace rampart {
namespace {

/// What CONFIG_CMA_AREAS is where nobody chose it: with NUMA, as distributions build arm64, and without.
constexpr std::uint64_t usual_areas = 19;
constexpr std::uint64_t small_areas = 7;

struct Pools {
  std::uint64_t count = 0;
  const ReservedNode* last = nullptr;
};

/// The areas a kernel would make: those of the tree and a default one beside them.
Pools pools_of(const CheckInput& input) {
  Pools pools;
  bool tree_has_default = false;
  const bool cmdline = input.setup.parameters.cma.has_value();
  const bool cmdline_wins = cmdline && input.behaviour.default_node != KernelBehaviour::DefaultNode::TreeWins;
  for (const CheckedNode& node : input.nodes) {
    if (!node.is_cma_pool() || (!node.is_static && !node.is_dynamic)) continue;
    if (node.node->cma_default && cmdline_wins) continue;
    tree_has_default |= node.node->cma_default;
    ++pools.count;
    pools.last = node.node;
  }
  const bool off = cmdline && input.setup.parameters.cma->size == Bytes{0};
  if (!tree_has_default && !off) ++pools.count;
  return pools;
}

void check(const CheckInput& input, RuleReport& report) {
  const Pools pools = pools_of(input);
  if (pools.last == nullptr) return;
  const std::uint64_t more = input.behaviour.one_slot_more ? 1 : 0;
  const auto& areas = input.setup.config.cma.areas;
  const bool known = input.setup.has_config && areas.has_value();
  const std::uint64_t most = (known ? *areas : usual_areas) + more;
  if (pools.count <= (known ? most : small_areas + more)) return;
  report
      .add(pools.count > most ? Severity::Error : Severity::Warning,
           fmt::format("{} CMA areas with the default one, and CONFIG_CMA_AREAS is {}", pools.count,
                       known                ? fmt::format("{}", *areas)
                       : pools.count > most ? fmt::format("{} or 20 in most kernels", usual_areas)
                                            : fmt::format("{} or 8 in kernels without NUMA", small_areas)))
      .at_path(input.tree.reserved->path)
      .at(*pools.last)
      .effect(kernel_name(input) +
              " prints Not enough slots for CMA reserved regions! and gives the memory of what is too much to anyone")
      .help(known
                ? "set CONFIG_CMA_AREAS higher, or let devices share a pool"
                : "give --config for the kernel's own value; set CONFIG_CMA_AREAS higher, or let devices share a pool");
}

}  // namespace

extern const Rule too_many_pools_rule{
    .id = "too-many-pools",
    .severity = Severity::Error,
    .title = "more CMA pools than the kernel has slots for",
    .explanation =
        "The table of CMA areas has CONFIG_CMA_AREAS entries (one more up to 6.8); the default area of the command "
        "line or the build needs one as well. A pool too many prints Not enough slots for CMA reserved regions!, is "
        "not made, and its range is removed from what is reserved.\n\n"
        "Where nobody chose it the value is 19 or 20 with NUMA, else 7 or 8. Without --config more than the larger is "
        "an error and more than the smaller a warning.",
    .remedy = "set CONFIG_CMA_AREAS higher, or let devices share a pool",
    .check = check,
};

}  // namespace rampart
