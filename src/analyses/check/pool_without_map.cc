#include <algorithm>
#include <string>

#include "analyses/check/rule.h"

namespace rampart {
namespace {

/// Whether the pool lies where memory is mapped anyway, or may come to lie there.
bool is_in_ram(const CheckInput& input, const CheckedNode& node) {
  if (!node.is_static || input.ram.empty()) return true;
  const auto begin = input.ranges.begin();
  return std::any_of(begin + static_cast<std::ptrdiff_t>(node.first), begin + static_cast<std::ptrdiff_t>(node.end),
                     [&](const StaticRange& range) { return touches_ram(input, range.range); });
}

void check(const CheckInput& input, RuleReport& report) {
  for (const CheckedNode& node : input.nodes) {
    // With linux,cma-default it was to be a CMA pool: that is another rule's.
    const ReservedNode& written = *node.node;
    if (!node.is_pool || written.no_map || written.reusable || written.cma_default) continue;
    const bool is_arm = input.setup.architecture == Architecture::Arm;
    if (!is_arm && !is_in_ram(input, node)) continue;
    report.error(written.name + " is a shared-dma-pool with neither no-map nor reusable")
        .at(written)
        .effect(is_arm ? kernel_name(input) +
                             " refuses it (regions without no-map are not yet supported) and gives its memory to anyone"
                       : kernel_name(input) +
                             " announces a pool, but cannot map RAM a second time, as a pool of its own needs: the "
                             "device that names it gets no memory from it (memremap attempted on ram)");
  }
}

}  // namespace

extern const Rule pool_without_map_rule{
    .id = "pool-without-map",
    .severity = Severity::Error,
    .title = "a shared-dma-pool has neither no-map nor reusable",
    .explanation =
        "A shared-dma-pool is one of two things: with reusable a CMA pool, with no-map a coherent pool of its device. "
        "With neither it is taken for a coherent pool of mapped memory.\n\n"
        "32-bit arm refuses that: regions without no-map are not yet supported, then compatible matching fail, and the "
        "memory becomes ordinary RAM.\n\n"
        "arm64 and riscv64 print created DMA memory pool, and fail later: when the device is set up the pool is mapped "
        "as write-combining memory, which Linux refuses for RAM that it has mapped already (memremap attempted on ram "
        "in the log). The memory is reserved, and nobody gets it. On memory that is not RAM to the kernel, such as "
        "on-chip SRAM, it works, and nothing is reported.",
    .remedy = "add no-map for memory that the device alone uses, or reusable for a CMA pool",
    .check = check,
};

}  // namespace rampart
