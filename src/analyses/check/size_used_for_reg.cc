#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>

#include "analyses/check/rule.h"
#include "sources/unit_address.h"

namespace rampart {
namespace {

/// Whether the only place that alloc-ranges leave is the address of the name.
bool is_pinned(const CheckInput& input, const CheckedNode& node, std::uint64_t address) {
  const auto ranges = alloc_ranges_of(input, node);
  return ranges.size() == 1 && node.size && ranges[0].base == address && ranges[0].size == node.size->value;
}

void check(const CheckInput& input, RuleReport& report) {
  for (const CheckedNode& node : input.nodes) {
    if (node.node->reg || !node.node->size) continue;
    const auto address = unit_address(node.node->name);
    if (!address) continue;
    FindingDraft draft =
        report.warning(fmt::format("{} has a size but no reg: the address in its name is not used", node.node->name));
    draft.at(*node.node, "size");
    if (is_pinned(input, node, *address)) {
      draft.effect(kernel_name(input) +
                   " looks for room in alloc-ranges, which leave only that address: if anything "
                   "lies there already, the region fails instead of overlapping it");
    } else if (node.node->alloc_ranges) {
      draft.effect(kernel_name(input) + " places it anywhere in alloc-ranges, mostly at their end");
    } else {
      draft.effect(kernel_name(input) + " places it anywhere in RAM, mostly at its end");
    }
  }
}

}  // namespace

extern const Rule size_used_for_reg_rule{
    .id = "size-used-for-reg",
    .severity = Severity::Warning,
    .title = "a node named after an address has size instead of reg",
    .explanation =
        "A node with reg is static: it lies where reg says. A node with size and without reg is dynamic: the kernel "
        "looks for room in alloc-ranges, or anywhere, mostly from the top down, and the address in the node's name "
        "means nothing to it. Firmware or a driver that counts on that address finds other people's memory there.",
    .remedy =
        "write reg with the address and the size, and remove size, alignment and alloc-ranges; or take the "
        "address out of the name if any place will do",
    .check = check,
};

}  // namespace rampart
