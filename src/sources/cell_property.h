#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace rampart {

/// `#address-cells` and `#size-cells` as a node states them for its children; what it leaves out stays empty.
struct CellCounts {
  std::optional<std::uint32_t> address;
  std::optional<std::uint32_t> size;
  friend bool operator==(const CellCounts&, const CellCounts&) = default;
};

/// The counts by which a `reg` is read.
struct CellWidths {
  std::uint32_t address = 2;
  std::uint32_t size = 1;
  friend bool operator==(const CellWidths&, const CellWidths&) = default;
};

/// More cells than this for one number are refused: no bus has them, and no reader of ours.
constexpr std::uint32_t max_cell_count = 4;

/// The stated counts, the specification's 2 and 1 where one is missing. Nothing if one is over `max_cell_count`.
std::optional<CellWidths> widths(const CellCounts& counts);

/// A property of 32-bit cells as it is written. It may be of any length: nothing here says that it makes sense.
struct CellProperty {
  std::uint32_t byte_length = 0;     ///< As in the blob; more than 4 * cells.size() if the last cell is cut short.
  std::vector<std::uint32_t> cells;  ///< The whole cells.
  friend bool operator==(const CellProperty&, const CellProperty&) = default;
};

/// The cells of a property's bytes.
CellProperty cells_of(std::string_view value);

/// A number of one to four cells, the highest first; nothing if it passes 64 bits or has no cell.
std::optional<std::uint64_t> number_of(std::span<const std::uint32_t> cells);

/// One (address, size) pair of a `reg` or `alloc-ranges`. A number that passes 64 bits is empty.
struct RegEntry {
  std::optional<std::uint64_t> base;
  std::optional<std::uint64_t> size;
  friend bool operator==(const RegEntry&, const RegEntry&) = default;
};

/// The whole entries of a `reg`, in order; what is left at the end is not one.
std::vector<RegEntry> reg_entries(const CellProperty& property, CellWidths widths);

/// True if the property is a whole number of entries; an empty one is.
bool is_whole(const CellProperty& property, CellWidths widths);

}  // namespace rampart
