#include <algorithm>
#include <fmt/format.h>

#include "analyses/check/rule.h"

namespace rampart {
namespace {

/// The last address there is on this board.
std::uint64_t last_address(const CheckInput& input) {
  return input.tree.counts.address.value_or(1) >= 2 ? UINT64_MAX : UINT32_MAX;
}

void check(const CheckInput& input, RuleReport& report) {
  if (!input.widths || input.has_foreign_cells) return;
  for (const CheckedNode& node : input.nodes) {
    if (!node.is_static || !is_whole(*node.node->reg, *input.widths)) continue;
    for (const RegEntry& entry : reg_entries(*node.node->reg, *input.widths)) {
      if (!entry.base || !entry.size) continue;
      if (*entry.size == 0 || *entry.size - 1 <= last_address(input) - std::min(*entry.base, last_address(input))) {
        continue;
      }
      report
          .error(fmt::format("{} of {:#x} at {:#x} passes the last address", node.node->name, *entry.size, *entry.base))
          .at(*node.node, "reg")
          .effect(kernel_name(input) + " cuts it at the last address, or takes the wrapped sum for its end");
    }
  }
}

}  // namespace

extern const Rule range_overflow_rule{
    .id = "range-overflow",
    .severity = Severity::Error,
    .title = "a region passes the last address there is",
    .explanation =
        "Base and size together pass the end of the address space, which with one address cell is 4 GiB. What becomes "
        "of such a region depends on the kernel's word size: the sum wraps or is cut.",
    .remedy = "correct base and size",
    .check = check,
};

}  // namespace rampart
