#include <algorithm>
#include <cstddef>

#include "analyses/check/cma_default.h"
#include "analyses/check/region_users.h"
#include "analyses/check/rule.h"

namespace rampart {
namespace {

void check(const CheckInput& input, RuleReport& report) {
  const auto pools = default_pools(input);
  if (pools.empty() || input.tree.references.empty()) return;
  const RegionUsers users{input.tree};
  for (const CheckedNode* const pool : pools) {
    const auto devices = users.enabled(pool->index);
    if (devices.empty()) continue;
    FindingDraft draft =
        report.note(pool->node->name + " is the default CMA pool and also what " + names_of(devices) + " names");
    draft.at(*pool->node, "linux,cma-default");
    constexpr std::size_t max_named = 8;
    for (std::size_t i = 0; i < std::min(devices.size(), max_named); ++i) {
      draft.at_path(devices[i]->path, "memory-region");
    }
    draft.effect(
        "every device without a pool of its own takes buffers from it too, so that there may be no long run "
        "of it left; and single pages of this device come from it, which else they would not");
  }
}

}  // namespace

extern const Rule default_taken_rule{
    .id = "default-taken",
    .severity = Severity::Note,
    .title = "the default CMA pool is also a device's own",
    .explanation =
        "A device that names a pool in memory-region has that pool alone to take contiguous memory from. If it is the "
        "default pool, all devices without one of their own compete for it, and so does Linux with movable pages. The "
        "size has to do for all of them together, and a large buffer that is asked for late may find no free run.\n\n"
        "Naming the default pool changes little otherwise: it is what the device would get without memory-region. But "
        "with cma= on the command line kernels from 5.6 on turn the node down, and a device that names it gets "
        "nothing, while those that name none get the area of cma=.",
    .remedy = "give the device a pool of its own, or remove its memory-region if it may share",
    .check = check,
};

}  // namespace rampart
