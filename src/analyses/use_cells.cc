#include "analyses/use_cells.h"

#include <algorithm>
#include <bit>

namespace rampart {
namespace {

Bytes size_of(const Occupancy& occupancy) {
  Bytes size;
  for (const Occupancy::Run& run : occupancy.runs) size = saturating_add(size, run.size);
  return size;
}

}  // namespace

std::vector<UseCell> use_cells(const Occupancy& occupancy, Bytes cell) {
  const Bytes size = size_of(occupancy);
  if (size == Bytes{} || cell == Bytes{}) return {};
  std::vector<UseCell> cells(static_cast<std::size_t>((size.value - 1) / cell.value + 1), {cell, {}, {}});
  if (size.value % cell.value != 0) cells.back().size = {size.value % cell.value};
  std::uint64_t at = 0;
  for (const Occupancy::Run& run : occupancy.runs) {
    const std::uint64_t end = at + std::min(run.size.value, size.value - at);
    while (at < end) {
      const std::uint64_t next = at + std::min(end - at, cell.value - at % cell.value);
      UseCell& piece = cells[static_cast<std::size_t>(at / cell.value)];
      if (run.state == Occupancy::State::Used) piece.used.value += next - at;
      if (run.state == Occupancy::State::Unknown) piece.unknown.value += next - at;
      at = next;
    }
  }
  return cells;
}

Bytes cell_for(Bytes size, Bytes block, std::size_t most) {
  constexpr std::uint64_t largest = std::uint64_t{1} << 63;
  const std::uint64_t least = (std::max<std::uint64_t>(size.value, 1) - 1) / most + 1;
  return {std::max(block.value, std::bit_ceil(std::min(least, largest)))};
}

std::optional<PhysRange> longest_free_run(const Region& region) {
  if (!region.occupancy) return std::nullopt;
  std::optional<PhysRange> longest;
  Bytes at;
  for (const Occupancy::Run& run : region.occupancy->runs) {
    const Bytes from = at;
    at = saturating_add(at, run.size);
    if (run.state != Occupancy::State::Free || (longest && longest->size() >= run.size)) continue;
    if (const auto place = PhysRange::make(region.range.base(), at)) {
      longest = PhysRange::make({place->base().value + from.value}, run.size);
    }
  }
  return longest;
}

}  // namespace rampart
