#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sources/cell_property.h"

namespace rampart {

/// The root's cells as a kernel takes them: 1 and 1 where they are not stated (drivers/of/fdt.c), not the
/// specification's 2 and 1.
inline CellWidths kernel_widths(const CellCounts& root) { return {root.address.value_or(1), root.size.value_or(1)}; }

/// A number of any count of cells: a kernel keeps its lower 64 bits.
inline std::uint64_t low_64_bits(std::span<const std::uint32_t> cells) {
  std::uint64_t value = 0;
  for (const std::uint32_t cell : cells) value = value << 32 | cell;
  return value;
}

struct KernelRegEntry {
  std::uint64_t base = 0;
  std::uint64_t size = 0;
};

/// The whole (address, size) pairs of a property.
inline std::vector<KernelRegEntry> kernel_reg_entries(const CellProperty& property, CellWidths widths) {
  std::vector<KernelRegEntry> entries;
  const std::size_t step = std::size_t{widths.address} + widths.size;
  if (step == 0) return entries;
  const std::span cells{property.cells};
  for (std::size_t at = 0; at + step <= cells.size(); at += step) {
    entries.push_back(
        {low_64_bits(cells.subspan(at, widths.address)), low_64_bits(cells.subspan(at + widths.address, widths.size))});
  }
  return entries;
}

}  // namespace rampart
