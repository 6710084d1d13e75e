#include "sources/cell_property.h"

#include "sources/big_endian.h"

namespace rampart {

std::optional<CellWidths> widths(const CellCounts& counts) {
  const CellWidths stated{counts.address.value_or(2), counts.size.value_or(1)};
  if (stated.address > max_cell_count || stated.size > max_cell_count) return std::nullopt;
  return stated;
}

CellProperty cells_of(std::string_view value) {
  CellProperty property{static_cast<std::uint32_t>(value.size()), {}};
  property.cells.reserve(value.size() / 4);
  for (std::size_t at = 0; at + 4 <= value.size(); at += 4) property.cells.push_back(big_endian_32(value, at));
  return property;
}

std::optional<std::uint64_t> number_of(std::span<const std::uint32_t> cells) {
  if (cells.empty() || cells.size() > max_cell_count) return std::nullopt;
  std::uint64_t value = 0;
  for (const std::uint32_t cell : cells) {
    if (value >> 32 != 0) return std::nullopt;
    value = value << 32 | cell;
  }
  return value;
}

std::vector<RegEntry> reg_entries(const CellProperty& property, CellWidths widths) {
  std::vector<RegEntry> entries;
  const std::size_t step = std::size_t{widths.address} + widths.size;
  if (step == 0) return entries;
  const std::span<const std::uint32_t> cells{property.cells};
  entries.reserve(cells.size() / step);
  for (std::size_t at = 0; at + step <= cells.size(); at += step) {
    entries.push_back(
        {number_of(cells.subspan(at, widths.address)), number_of(cells.subspan(at + widths.address, widths.size))});
  }
  return entries;
}

bool is_whole(const CellProperty& property, CellWidths widths) {
  const std::uint32_t step = 4 * (widths.address + widths.size);
  return step == 0 ? property.byte_length == 0 : property.byte_length % step == 0;
}

}  // namespace rampart
