#include "analyses/predict/zones.h"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <vector>

#include "analyses/cma_granule.h"
#include "analyses/predict/early_tables.h"
#include "analyses/predict/kernel_config.h"
#include "analyses/predict/node_cells.h"
#include "base/kernel_number.h"

namespace rampart {
namespace {

constexpr std::uint64_t dma32_end = std::uint64_t{1} << 32;

/// The highest CPU address that every bus with `dma-ranges` reaches, plus one; nothing if none says so
/// (drivers/of/address.c of_dma_get_max_cpu_address).
std::optional<std::uint64_t> reach_of_buses(const DeviceTree& tree) {
  std::optional<std::uint64_t> reach;
  for (const DmaRanges& bus : tree.dma_ranges) {
    if (bus.is_disabled) continue;
    const auto child = widths(bus.child);
    const auto parent = widths(bus.parent);
    if (!child || !parent || bus.ranges.cells.empty()) continue;
    const std::size_t step = std::size_t{child->address} + parent->address + child->size;
    const std::span cells{bus.ranges.cells};
    std::uint64_t end = 0;
    for (std::size_t at = 0; at + step <= cells.size(); at += step) {
      const std::uint64_t base = low_64_bits(cells.subspan(at + child->address, parent->address));
      const std::uint64_t size = low_64_bits(cells.subspan(at + child->address + parent->address, child->size));
      end = std::max(end, size > Memblock::anywhere - base ? Memblock::anywhere : base + size);
    }
    if (end != 0) reach = std::min(reach.value_or(Memblock::anywhere), end);
  }
  return reach;
}

/// Where a zone that ends at `limit` ends on this board (arch/arm64/mm/init.c max_zone_phys). Up to 6.11 one that would
/// lie below all RAM is widened; since then it is empty.
std::uint64_t zone_end(const BootState& state, std::uint64_t limit) {
  const std::uint64_t start = state.memblock.start_of_ram();
  if (!state.behaviour.dma_limit_is_exact) {
    if (start >= dma32_end) return state.memblock.end_of_ram();
    if (start >= limit) limit = dma32_end;
  }
  return std::min(limit, state.memblock.end_of_ram());
}

std::uint64_t dma_zone_end(const BootState& state) {
  const std::uint64_t reach = reach_of_buses(state.setup.tree).value_or(Memblock::anywhere);
  if (!state.behaviour.dma_limit_is_exact) return zone_end(state, std::bit_ceil(std::min(reach, dma32_end)));
  const bool has_low_ram = state.memblock.start_of_ram() < dma32_end - 1;
  return zone_end(state, has_low_ram ? std::min(reach, dma32_end) : reach);
}

/// The first address of the movable zone that `movablecore=` asks for; 0 for none. On one node the kernel's own
/// memory is counted off from the start of the highest zone (mm/mm_init.c find_zone_movable_pfns_for_nodes).
std::uint64_t movable_zone_start(const BootState& state, std::uint64_t highest_zone_start) {
  const auto& movable = state.setup.parameters.movablecore;
  if (!movable) return 0;
  const std::uint64_t total = state.memblock.ram_size();
  // The zone begins at a multiple of the largest block of the page allocator.
  const std::uint64_t largest_block = largest_block_of(state.setup.config, state.behaviour).value;
  const KernelNumber number = kernel_number(*movable);
  const bool is_share = number.length < movable->size() && (*movable)[number.length] == '%';
  std::uint64_t wanted = is_share ? total * number.value / 100 : number.value;
  wanted = std::min((wanted + largest_block - 1) & ~(largest_block - 1), total);
  std::uint64_t rest = total - wanted;
  std::uint64_t start = 0;
  for (const MemblockRange& bank : state.memblock.ram()) {
    std::uint64_t base = bank.base;
    if (base < highest_zone_start) {
      rest -= std::min(rest, std::min(bank.end, highest_zone_start) - base);
      if (bank.end <= highest_zone_start) {
        start = bank.end;
        continue;
      }
      base = highest_zone_start;
    }
    const std::uint64_t kept = std::min(rest, bank.end - base);
    start = base + kept;
    rest -= kept;
    if (rest == 0) break;
  }
  return (start + largest_block - 1) & ~(largest_block - 1);
}

/// Addresses at which a zone ends and another begins.
std::vector<std::uint64_t> zone_borders(const BootState& state) {
  std::vector<std::uint64_t> borders;
  const std::uint64_t start = state.memblock.start_of_ram();
  const std::uint64_t end = state.memblock.end_of_ram();
  switch (state.setup.architecture) {
    case Architecture::Arm64:
      if (has_zone_dma(state.setup)) borders.push_back(dma_zone_end(state));
      if (has_zone_dma32(state.setup)) borders.push_back(zone_end(state, dma32_end));
      break;
    case Architecture::Riscv64:
      if (has_zone_dma32(state.setup)) borders.push_back(dma32_end);
      break;
    case Architecture::Arm:
      if (has_high_memory(state.setup)) borders.push_back(state.low_memory_end);
      break;
    case Architecture::X86_64:
      borders = {std::uint64_t{16} << 20, dma32_end};
      break;
  }
  std::erase_if(borders, [&](std::uint64_t border) { return border <= start || border >= end; });
  const std::uint64_t highest = borders.empty() ? start : std::ranges::max(borders);
  if (const std::uint64_t movable = movable_zone_start(state, highest); movable != 0) borders.push_back(movable);
  return borders;
}

/// True if part of the area has no `struct page`.
bool lacks_pages(const BootState& state, const BootArea& area) {
  if (!has_sections(state.setup)) {
    return area.base < state.memblock.start_of_ram() || area.base + area.size > state.memblock.end_of_ram();
  }
  // Without a virtual memory map, up to 5.11, a page that is no RAM does not know its section.
  const bool knows_no_holes = !has_virtual_memory_map(state);
  const std::uint64_t section = knows_no_holes ? state.page : std::uint64_t{1} << section_bits(state);
  const std::uint64_t mask = section - 1;
  std::uint64_t covered = area.base & ~mask;  // every section up to here has some RAM
  for (const MemblockRange& bank : state.memblock.ram()) {
    if (bank.end <= covered) continue;
    if ((bank.base & ~mask) > covered) break;
    covered = bank.end > Memblock::anywhere - mask ? Memblock::anywhere : (bank.end + mask) & ~mask;
  }
  return covered < area.base + area.size;
}

}  // namespace

std::uint64_t arm64_dma_limit(const BootState& state) {
  if (has_zone_dma(state.setup)) return dma_zone_end(state);
  if (has_zone_dma32(state.setup)) return zone_end(state, dma32_end);
  return 0;
}

void activate_areas(BootState& state) {
  const std::vector<std::uint64_t> borders = zone_borders(state);
  for (BootArea& area : state.areas) {
    const std::uint64_t end = area.base + area.size;
    if (lacks_pages(state, area)) {
      state.add_error(
          "cma-without-memory",
          fmt::format("the CMA pool {} lies where there is no RAM: the kernel panics when it activates it", area.name),
          "move the pool into RAM, or tell the kernel of the RAM it lies in", {area.name});
      continue;
    }
    const bool is_cut =
        std::ranges::any_of(borders, [&](std::uint64_t border) { return area.base < border && border < end; });
    if (!is_cut) continue;
    area.is_activated = false;
    state.lines.cma_not_activated(area.name);
  }
}

}  // namespace rampart
