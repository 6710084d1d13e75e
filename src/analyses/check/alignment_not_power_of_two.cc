#include <bit>
#include <fmt/format.h>

#include "analyses/check/rule.h"

namespace rampart {
namespace {

void check(const CheckInput& input, RuleReport& report) {
  for (const CheckedNode& node : input.nodes) {
    if (!node.alignment || std::has_single_bit(node.alignment->value)) continue;
    const std::uint64_t alignment = node.alignment->value;
    if (alignment == 0) {
      report.warning(fmt::format("{} has an alignment of zero", node.node->name))
          .at(*node.node, "alignment")
          .effect(kernel_name(input) + " aligns it to a cache line, which is no page")
          .help("leave the property out, or give a power of two of at least a page");
      continue;
    }
    report.error(fmt::format("{} has an alignment of {:#x}, which is no power of two", node.node->name, alignment))
        .at(*node.node, "alignment")
        .effect(fmt::format("{} clears the bits of {:#x} in the address, which is no multiple of {:#x}",
                            kernel_name(input), alignment - 1, alignment))
        .help(fmt::format("use {:#x}", std::bit_floor(alignment)));
  }
}

}  // namespace

extern const Rule alignment_not_power_of_two_rule{
    .id = "alignment-not-power-of-two",
    .severity = Severity::Error,
    .title = "the alignment of a dynamic region is no power of two",
    .explanation =
        "Linux rounds with bit masks: of an address it clears the bits of alignment - 1. For 0x300000 those are the "
        "low "
        "bits of 0x2fffff, so that the region may begin where no multiple of 0x300000 is. Nothing is printed. A CMA "
        "pool's alignment is raised to the granule only if it is smaller.",
    .remedy = "use a power of two",
    .check = check,
};

}  // namespace rampart
