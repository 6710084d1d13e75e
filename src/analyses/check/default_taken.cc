#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "analyses/check/cma_default.h"
#include "analyses/check/region_users.h"
#include "analyses/check/rule.h"

namespace rampart {
namespace {

/// Words of which names of pools for everyone are made: `linux,cma`, `default-pool`, `reserved_memory`.
constexpr std::array<std::string_view, 14> common_words{"area",   "buffer", "cma",      "contiguous", "default",
                                                        "dma",    "global", "heap",     "linux",      "mem",
                                                        "memory", "pool",   "reserved", "shared"};

/// Whether a node's name says whose pool it is: `npu@70000000`, `isp-cma`, not `linux,cma@60000000`.
bool is_named_for_an_owner(std::string_view name) {
  name = name.substr(0, name.find('@'));
  while (!name.empty()) {
    const std::string_view word = name.substr(0, name.find_first_of(",-_."));
    if (!word.empty() && std::ranges::find(common_words, word) == common_words.end()) return true;
    name.remove_prefix(std::min(word.size() + 1, name.size()));
  }
  return false;
}

void check(const CheckInput& input, RuleReport& report) {
  const auto pools = default_pools(input);
  if (pools.empty() || input.tree.references.empty()) return;
  const RegionUsers users{input.tree};
  for (const CheckedNode* const pool : pools) {
    const auto devices = users.enabled(pool->index);
    if (devices.empty()) continue;
    const std::string& name = pool->node->name;
    FindingDraft draft = report.add(is_named_for_an_owner(name) ? Severity::Warning : Severity::Note,
                                    name + " is the default CMA pool and also what " + names_of(devices) + " names");
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
        "nothing, while those that name none get the area of cma=.\n\n"
        "It is a warning where the pool is named for an owner, as npu@70000000 or isp-cma are: it was to be that "
        "device's alone, and linux,cma-default opens it to all. With a name such as linux,cma it is a note.",
    .remedy =
        "give the device a pool of its own, without linux,cma-default; or remove its memory-region if it may share",
    .check = check,
};

}  // namespace rampart
