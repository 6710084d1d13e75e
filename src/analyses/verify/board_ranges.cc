#include "analyses/verify/board_ranges.h"

#include <algorithm>

#include "analyses/predict/node_cells.h"

namespace rampart {
namespace {

void add_entries(std::vector<PhysRange>& into, const CellProperty& property, CellWidths cells) {
  for (const KernelRegEntry& entry : kernel_reg_entries(property, cells)) {
    if (const auto range = PhysRange::make({entry.base}, {entry.size})) into.push_back(*range);
  }
}

}  // namespace

std::vector<PhysRange> banks_of(const BootSetup& setup) {
  if (!setup.ram.empty()) return setup.ram;
  std::vector<PhysRange> banks;
  const CellWidths cells = kernel_widths(setup.tree.counts);
  for (const MemoryNode& node : setup.tree.memory) {
    if (!node.is_device_type || !is_enabled(node.status)) continue;
    const auto& list = node.usable_memory ? node.usable_memory : node.reg;
    if (list) add_entries(banks, *list, cells);
  }
  std::ranges::sort(banks);
  return banks;
}

std::vector<PhysRange> fixed_reservations(const BootSetup& setup, Kept which) {
  std::vector<PhysRange> kept;
  for (const MemReserve& entry : setup.tree.mem_reserves) {
    if (const auto range = PhysRange::make({entry.base}, {entry.size})) kept.push_back(*range);
  }
  if (setup.tree.reserved) {
    const CellWidths cells = kernel_widths(setup.tree.counts);
    for (const ReservedNode& node : setup.tree.reserved->nodes) {
      const bool counts = which == Kept::All || !node.reusable;
      if (node.reg && counts && is_enabled(node.status)) add_entries(kept, *node.reg, cells);
    }
  }
  if (which == Kept::FromEveryone) return kept;
  const auto& cma = setup.parameters.cma;
  if (cma && cma->base && cma->fixed) {
    if (const auto range = PhysRange::make(*cma->base, cma->size)) kept.push_back(*range);
  }
  return kept;
}

}  // namespace rampart
