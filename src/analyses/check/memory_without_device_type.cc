#include <algorithm>
#include <fmt/format.h>

#include "analyses/check/rule.h"

namespace rampart {
namespace {

void check(const CheckInput& input, RuleReport& report) {
  const bool has_other = std::ranges::any_of(input.tree.memory, &MemoryNode::is_device_type);
  for (const MemoryNode& node : input.tree.memory) {
    if (node.is_device_type || !is_enabled(node.status)) continue;
    report
        .add(has_other ? Severity::Warning : Severity::Error,
             fmt::format("{} has no device_type = \"memory\"", node.path))
        .at_path(node.path)
        .effect(kernel_name(input) +
                (has_other
                     ? " does not take it for RAM"
                     : " does not take it for RAM and has none at all, unless the boot loader adds the property"));
  }
}

}  // namespace

extern const Rule memory_without_device_type_rule{
    .id = "memory-without-device-type",
    .severity = Severity::Error,
    .title = "a memory node has no device_type",
    .explanation =
        "Linux knows RAM by device_type = \"memory\" of a child of the root, not by the node's name. Without it the "
        "node "
        "does not exist for it: if there is no other the board has no RAM. U-Boot hides the mistake where it writes "
        "the "
        "memory node itself, which adds the property; a loader that leaves the tree alone does not.",
    .remedy = "add device_type = \"memory\"",
    .check = check,
};

}  // namespace rampart
