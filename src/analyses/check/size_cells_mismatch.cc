#include <fmt/format.h>
#include <string>

#include "analyses/check/rule.h"

namespace rampart {
namespace {

/// A length in cells for a person, or in bytes if it is no whole number of them.
std::string length_text(std::uint32_t bytes) {
  if (bytes % 4 != 0) return fmt::format("{} bytes", bytes);
  return bytes == 4 ? "1 cell" : fmt::format("{} cells", bytes / 4);
}

void check_list(RuleReport& report, const ReservedNode& node, const CellProperty& property, std::string_view name,
                CellWidths cells, std::string effect) {
  if (is_whole(property, cells)) return;
  report
      .error(fmt::format("{} has {} of {}, no multiple of the {} of an address and a size", node.name,
                         length_text(property.byte_length), name, cells.address + cells.size))
      .at(node, name)
      .effect(std::move(effect))
      .help(fmt::format("write each entry with {} for the address and {} for the size", length_text(4 * cells.address),
                        length_text(4 * cells.size)));
}

void check_number(RuleReport& report, const ReservedNode& node, const CellProperty& property, std::string_view name,
                  std::uint32_t cells, std::string_view which, std::string effect) {
  if (property.byte_length == 4 * cells) return;
  report
      .error(fmt::format("{} has {} of {}, {} is {}", node.name, length_text(property.byte_length), name, which, cells))
      .at(node, name)
      .effect(std::move(effect))
      .help(fmt::format("write {} with {}", name, length_text(4 * cells)));
}

void check_node(const CheckInput& input, RuleReport& report, const ReservedNode& node, CellWidths cells) {
  const std::string kernel = kernel_name(input);
  const bool absent = input.behaviour.bad_length_is_absent;
  if (node.reg) {
    const std::string ignored = node.size
                                    ? kernel + " takes the reg for absent and places the region anywhere by its size"
                                    : kernel + " takes the reg for absent and reserves nothing, without a message";
    check_list(report, node, *node.reg, "reg", cells,
               absent ? ignored : kernel + " prints invalid reg property, skips the node and reserves nothing");
    if (is_whole(*node.reg, cells) || !node.size || !absent) return;
  }
  if (!node.size) return;
  check_number(report, node, *node.size, "size", cells.size, "#size-cells",
               kernel + " prints invalid size property and reserves nothing");
  if (node.alignment) {
    check_number(report, node, *node.alignment, "alignment", cells.address, "#address-cells",
                 kernel + " prints invalid alignment property and reserves nothing");
  }
  if (node.alloc_ranges) {
    check_list(report, node, *node.alloc_ranges, "alloc-ranges", cells,
               absent ? kernel + " takes the property for absent and places the region anywhere, without a message"
                      : kernel + " prints invalid alloc-ranges property, skips the node and reserves nothing");
  }
}

void check_memory(const CheckInput& input, RuleReport& report, const MemoryNode& node, CellWidths root) {
  const bool usable = node.usable_memory.has_value();
  const auto& reg = usable ? node.usable_memory : node.reg;
  if (!node.is_device_type || !is_enabled(node.status) || !reg || is_whole(*reg, root)) return;
  report
      .error(fmt::format("{} has {} of reg, no multiple of the root's {} of an address and a size", node.path,
                         length_text(reg->byte_length), root.address + root.size))
      .at_path(node.path, usable ? "linux,usable-memory" : "reg")
      .effect(kernel_name(input) + (input.behaviour.bad_length_is_absent
                                        ? " leaves the node out: its RAM does not exist"
                                        : " takes the whole entries and leaves the rest out"));
}

void check(const CheckInput& input, RuleReport& report) {
  if (const auto root = widths(input.tree.counts); root && root->address + root->size != 0) {
    for (const MemoryNode& node : input.tree.memory) check_memory(input, report, node, *root);
  }
  if (!input.widths || input.has_foreign_cells || input.widths->address + input.widths->size == 0) return;
  for (const CheckedNode& node : input.nodes) check_node(input, report, *node.node, *input.widths);
}

}  // namespace

extern const Rule size_cells_mismatch_rule{
    .id = "size-cells-mismatch",
    .severity = Severity::Error,
    .title = "a reg, size, alignment or alloc-ranges has the wrong number of cells",
    .explanation =
        "reg and alloc-ranges are lists of entries of #address-cells + #size-cells, size has #size-cells, alignment "
        "has #address-cells: those of /reserved-memory, which are the root's. Otherwise Linux prints invalid size "
        "property (or alignment, reg, alloc-ranges), leaves the node out and reserves nothing. A node with a broken "
        "reg and a size does not become a dynamic one.\n\n"
        "From 6.19 on a broken reg or alloc-ranges counts as absent, without a message: with a size the region is "
        "placed anywhere.",
    .remedy = "write the property with the cells of /reserved-memory",
    .check = check,
};

}  // namespace rampart
