#include <fmt/format.h>
#include <string>

#include "analyses/check/rule.h"

namespace rampart {
namespace {

std::string count_text(const std::optional<std::uint32_t>& count) { return count ? std::to_string(*count) : "none"; }

std::string counts_text(const CellCounts& counts) { return count_text(counts.address) + '/' + count_text(counts.size); }

void check(const CheckInput& input, RuleReport& report) {
  const auto& reserved = input.tree.reserved;
  if (!reserved || reserved->nodes.empty()) return;
  // What the root leaves out is one cell to Linux.
  const CellCounts root{input.tree.counts.address.value_or(1), input.tree.counts.size.value_or(1)};
  if (reserved->counts == root) return;
  const bool address_is_off = reserved->counts.address != root.address;
  FindingDraft draft = report.error(fmt::format("{} has #address-cells/#size-cells {}, the root has {}", reserved->path,
                                                counts_text(reserved->counts), counts_text(root)));
  draft.at_path(reserved->path, address_is_off ? "#address-cells" : "#size-cells")
      .effect(fmt::format("{} prints unsupported node format, ignoring, and reserves none of its {} regions",
                          kernel_name(input), reserved->nodes.size()))
      .help(fmt::format("give {} #address-cells = <{}> and #size-cells = <{}>, and write its children with them",
                        reserved->path, *root.address, *root.size));
}

}  // namespace

extern const Rule cells_mismatch_rule{
    .id = "cells-mismatch",
    .severity = Severity::Error,
    .title = "/reserved-memory has other cells than the root",
    .explanation =
        "Linux reads /reserved-memory only if its #address-cells and #size-cells are there and equal to the root's. "
        "Otherwise it prints unsupported node format, ignoring (twice from 6.12.13 on) and reserves none of the "
        "regions: firmware memory is given to anyone, and devices find no pool. The command line and the build still "
        "make a default CMA area.",
    .remedy = "give /reserved-memory the #address-cells and #size-cells of the root",
    .check = check,
};

}  // namespace rampart
