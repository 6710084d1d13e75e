#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analyses/check/device_reach.h"
#include "analyses/check/free_memory.h"
#include "analyses/check/region_users.h"
#include "analyses/check/rule.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

/// A pool that may lie anywhere; one with an address in its name is the business of size-used-for-reg.
bool may_lie_anywhere(const CheckedNode& node) {
  const bool is_pool = node.is_cma_pool() || node.kind == Kind::DmaPool;
  return is_pool && node.is_dynamic && !node.node->alloc_ranges && !node.node->name.contains('@');
}

/// The device that does not reach the place; a default pool serves those without a pool of their own too.
std::optional<std::string> who_misses(const CheckInput& input, const std::vector<const MemoryReference*>& users,
                                      const CheckedNode& node, const PhysRange& place) {
  const Buses buses{input.tree};
  constexpr std::size_t max_users = 64;  // more than any pool has
  for (std::size_t i = 0; i < std::min(users.size(), max_users); ++i) {
    const DeviceReach reach = buses.reach_of(*users[i]);
    const auto holds_place = [&](const PhysRange& range) { return range.contains(place); };
    if (std::ranges::none_of(reach.memory.ranges(), holds_place)) return users[i]->path;
  }
  const bool is_default = node.node->cma_default || node.node->dma_default;
  const std::uint64_t last = dma_reach_of_soc(input.tree.compatible).value_or(default_dma_last);
  if (is_default && place.last().value > last) return "every device that reaches the lowest " + size_text({last + 1});
  return std::nullopt;
}

void check(const CheckInput& input, RuleReport& report) {
  if (std::ranges::none_of(input.nodes, may_lie_anywhere)) return;
  const RegionUsers users{input.tree};
  const Prediction prediction = predict(input.setup);
  const auto places = dynamic_places(prediction);
  for (const CheckedNode& node : input.nodes) {
    if (!may_lie_anywhere(node)) continue;
    const auto place = places.find(node.node->path);
    if (place == places.end()) continue;
    const auto who = who_misses(input, users.enabled(node.index), node, place->second);
    if (!who) continue;
    report.warning(node.node->name + " may be placed anywhere, also beyond the reach of " + *who)
        .at(*node.node, "size")
        .effect(kernel_name(input) + " looks for room from the top of RAM down and puts it at " +
                address_text(place->second.base()));
  }
}

}  // namespace

extern const Rule dynamic_without_alloc_ranges_rule{
    .id = "dynamic-without-alloc-ranges",
    .severity = Severity::Warning,
    .title = "a dynamic pool without alloc-ranges lands out of its device's reach",
    .explanation =
        "A region with size and without alloc-ranges goes to the top of RAM, on every version. Nothing limits it to "
        "addresses of 32 bits, not even on 32-bit arm, where it may land in high memory. On a board with RAM above 4 "
        "GiB a device with 32-bit addresses, or one behind a bus with narrower dma-ranges, cannot use such a pool: it "
        "works on the variant of the board with less RAM, and fails on the one with more.\n\n"
        "Reported where the place that the region would get is out of reach of a device that names it; for the default "
        "pool, where it is above 4 GiB.",
    .remedy = "add alloc-ranges with RAM below 4 GiB, or what the device reaches",
    .check = check,
};

}  // namespace rampart
