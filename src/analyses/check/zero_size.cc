#include <fmt/format.h>

#include "analyses/check/rule.h"

namespace rampart {
namespace {

void check_reg(const CheckInput& input, RuleReport& report, const ReservedNode& node) {
  const std::string kernel = kernel_name(input);
  if (node.reg->byte_length == 0) {
    report.error(node.name + " has an empty reg")
        .at(node, "reg")
        .effect(kernel + (node.size && input.behaviour.bad_length_is_absent
                              ? " takes the reg for absent and places the region anywhere by its size"
                              : " reserves nothing, without a message"));
    return;
  }
  if (!is_whole(*node.reg, *input.widths)) return;
  for (const RegEntry& entry : reg_entries(*node.reg, *input.widths)) {
    if (entry.size != 0) continue;
    report.error(fmt::format("{} has a size of zero", node.name))
        .at(node, "reg")
        .effect(kernel + " reserves nothing for it; whoever names it in memory-region gets no memory")
        .help("give the region its size, or disable the node until the boot loader fills it in");
    return;
  }
}

void check(const CheckInput& input, RuleReport& report) {
  if (!input.widths || input.has_foreign_cells || input.widths->address + input.widths->size == 0) return;
  for (const CheckedNode& node : input.nodes) {
    if (node.node->reg) check_reg(input, report, *node.node);
    if (!node.is_dynamic || node.size != Bytes{0}) continue;
    report.error(fmt::format("{} has a size of zero", node.node->name))
        .at(*node.node, "size")
        .effect(kernel_name(input) + (node.is_cma_pool() ? " prints unable to setup CMA region and makes no pool"
                                                         : " finds an address for it and reserves nothing"));
  }
}

}  // namespace

extern const Rule zero_size_rule{
    .id = "zero-size",
    .severity = Severity::Error,
    .title = "a region has no size",
    .explanation =
        "A static region of size zero is not reserved and counts as failed; up to 6.12.12 it is then treated as a "
        "dynamic one and dropped silently unless it has a size property. A dynamic one succeeds: it gets the address "
        "at the top of free memory and reserves nothing. A CMA pool of size zero fails with unable to setup CMA "
        "region.",
    .remedy = "give the region a size, or remove it",
    .check = check,
};

}  // namespace rampart
