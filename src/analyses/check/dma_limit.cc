#include <algorithm>
#include <fmt/format.h>
#include <string>

#include "analyses/check/cma_default.h"
#include "analyses/check/device_reach.h"
#include "analyses/check/free_memory.h"
#include "analyses/check/rule.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

using Why = DeviceReach::Why;

/// Where a pool lies or may lie. Outside RAM is the business of outside-ram.
RangeSet places_of(const CheckInput& input, const CheckedNode& pool) {
  std::vector<PhysRange> places;
  if (pool.is_static && pool.first != pool.end) {
    places.push_back(input.ranges[pool.first].range);  // only the first entry becomes the pool
  } else if (pool.is_dynamic && pool.node->alloc_ranges) {
    for (const Window& window : windows_of(input, pool)) {
      if (window.low >= window.end) continue;
      if (const auto range = PhysRange::from_first_last({window.low}, {window.end - 1})) places.push_back(*range);
    }
  }
  return RangeSet{std::move(places)}.intersected(ram_of(input));
}

std::string limit_text(const DeviceReach& reach) {
  const PhysAddr last = reach.memory.ranges().back().last();
  if (reach.why == Why::Bus) return "dma-ranges of " + reach.bus + " end at " + address_text(last);
  return reach.why == Why::Known ? "which reaches the lowest " + size_text({last.value + 1}) + " only"
                                 : "which has 32-bit addresses unless its driver asks for more";
}

void check_pair(const CheckInput& input, RuleReport& report, const Buses& buses, const MemoryReference& device,
                const CheckedNode& pool) {
  const RangeSet places = places_of(input, pool);
  if (places.empty()) return;
  const DeviceReach reach = buses.reach_of(device);
  const RangeSet reached = places.intersected(reach.memory);
  // A dynamic pool of which part of the place is in reach may well come to lie there.
  if (reached == places || (pool.is_dynamic && !reached.empty())) return;
  const std::string lies = fmt::format("{} lies {} the reach of {}", pool.node->name,
                                       reached.empty() ? "beyond" : "partly beyond", device.path);
  report.add(reach.why == Why::Default ? Severity::Warning : Severity::Error, lies + ": " + limit_text(reach))
      .at(*pool.node, pool.is_static ? "reg" : "alloc-ranges")
      .at_path(device.path, "memory-region")
      .effect(pool.is_cma_pool()
                  ? kernel_name(input) +
                        " finds that a buffer from the pool is out of reach, gives it back, and takes "
                        "ordinary pages instead: large buffers fail"
                  : kernel_name(input) +
                        " says that reserved memory is beyond the device's DMA address range and "
                        "assigns it all the same: the device gets addresses that are cut short, or none");
}

/// The default pool is for every device that names none: where buses or 32 bits end it ends for some.
void check_default(const CheckInput& input, RuleReport& report, const Buses& buses, const CheckedNode& pool) {
  const RangeSet places = places_of(input, pool);
  if (places.empty()) return;
  const std::uint64_t bus = buses.lowest_limit().value_or(UINT64_MAX);
  const std::uint64_t soc = dma_reach_of_soc(input.tree.compatible).value_or(default_dma_last);
  const std::uint64_t last = std::min({bus, soc, default_dma_last});
  if (places.ranges().front().base().value <= last) return;
  report
      .warning(fmt::format("{}, the default CMA pool, lies wholly above {}", pool.node->name,
                           last == bus ? "what some dma-ranges of the tree reach" : size_text({last + 1})))
      .at(*pool.node, pool.is_static ? "reg" : "alloc-ranges")
      .effect(kernel_name(input) +
              " makes it; devices that do not reach it get ordinary pages, so that their large "
              "buffers fail");
}

bool is_pool(const CheckedNode* node) {
  return node != nullptr && (node->is_cma_pool() || node->kind == Kind::DmaPool);
}

void check(const CheckInput& input, RuleReport& report) {
  if (std::ranges::none_of(input.nodes, &CheckedNode::is_pool)) return;
  const Buses buses{input.tree};
  for (const CheckedNode* const pool : default_pools(input)) {
    if (report.is_full()) return;
    check_default(input, report, buses, *pool);
  }
  constexpr std::size_t max_pairs = 4096;  // more than any board has
  std::size_t pairs = 0;
  for (const MemoryReference& device : input.tree.references) {
    if (!is_enabled(device)) continue;
    for (const RegionTarget& target : device.targets) {
      const CheckedNode* const pool = target.node ? checked_node(input, *target.node) : nullptr;
      if (!is_pool(pool)) continue;
      if (++pairs > max_pairs) return;
      check_pair(input, report, buses, device, *pool);
    }
  }
}

}  // namespace

extern const Rule dma_limit_rule{
    .id = "dma-limit",
    .severity = Severity::Error,
    .title = "a device is given a pool that it cannot reach",
    .explanation =
        "A device reaches the memory that dma-ranges of its bus name, or what its address lines and its driver allow: "
        "32 bits unless the driver asks for more. Linux does not compare that with the place of a pool when it sets "
        "the pool up.\n\n"
        "With a CMA pool beyond its reach each allocation first takes pages of the pool, finds that the device cannot "
        "reach them, gives them back and tries ordinary memory, which works for small buffers only. With a coherent "
        "pool newer kernels warn that reserved memory is beyond the device's DMA address range, and hand it out all "
        "the same.\n\n"
        "It is an error where dma-ranges or the known family of the device say so, and a warning where only nothing "
        "says that its driver asks for more than 32 bits, or where the default pool is out of reach of some. "
        "Carve-outs that are no shared-dma-pool are not looked at: a "
        "remote processor may see memory in its own way.",
    .remedy =
        "move the pool to memory that the device reaches, mostly below 4 GiB; or, if it does reach the pool, say "
        "so with dma-ranges of its bus",
    .check = check,
};

}  // namespace rampart
