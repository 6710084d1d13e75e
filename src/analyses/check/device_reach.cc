#include "analyses/check/device_reach.h"

#include <algorithm>
#include <span>
#include <string_view>

namespace rampart {
namespace {

/// One entry of `dma-ranges`: addresses of the bus and where its parent has them.
struct Translation {
  std::uint64_t child;
  std::uint64_t parent;
  std::uint64_t size;
};

std::vector<Translation> translations_of(const DmaRanges& bus) {
  const auto child = widths(bus.child);
  const auto parent = widths(bus.parent);
  if (!child || !parent) return {};
  const std::size_t step = std::size_t{child->address} + parent->address + child->size;
  if (step == 0 || bus.ranges.byte_length % (4 * step) != 0) return {};
  std::vector<Translation> entries;
  const std::span<const std::uint32_t> cells{bus.ranges.cells};
  for (std::size_t at = 0; at + step <= cells.size(); at += step) {
    // PCI keeps flags in the first of three cells of an address.
    const std::size_t flags = child->address == 3 ? 1 : 0;
    const auto from = number_of(cells.subspan(at + flags, child->address - flags));
    const auto to = number_of(cells.subspan(at + child->address, parent->address));
    const auto size = number_of(cells.subspan(at + child->address + parent->address, child->size));
    if (from && to && size && *size != 0) entries.push_back({*from, *to, *size});
  }
  return entries;
}

bool is_above(std::string_view bus, std::string_view node) {
  if (bus == "/") return node != "/";
  return node.size() > bus.size() && node.starts_with(bus) && node[bus.size()] == '/';
}

RangeSet up_to(std::uint64_t last) { return RangeSet{{*PhysRange::from_first_last({0}, {last})}}; }

}  // namespace

Buses::Buses(const DeviceTree& tree) {
  for (const DmaRanges& bus : tree.dma_ranges) {
    if (buses_.size() == max_count) break;
    if (!bus.ranges.cells.empty()) buses_.push_back(&bus);
  }
}

/// The nearest bus above a node.
const DmaRanges* Buses::above(std::string_view path) const {
  const DmaRanges* nearest = nullptr;
  for (const DmaRanges* const bus : buses_) {
    if (!is_above(bus->path, path)) continue;
    if (nearest == nullptr || bus->path.size() > nearest->path.size()) nearest = bus;
  }
  return nearest;
}

/// What a bus reaches, as addresses of the CPU: each of its entries taken through the buses above it.
RangeSet Buses::cpu_ranges(const DmaRanges& bus) const {
  std::vector<PhysRange> ranges;
  for (const Translation& entry : translations_of(bus)) {
    if (const auto range = PhysRange::make({entry.parent}, {entry.size})) ranges.push_back(*range);
  }
  for (const DmaRanges* parent = above(bus.path); parent != nullptr; parent = above(parent->path)) {
    std::vector<PhysRange> translated;
    for (const Translation& entry : translations_of(*parent)) {
      const auto window = PhysRange::make({entry.child}, {entry.size});
      if (!window) continue;
      for (const PhysRange& range : ranges) {
        const auto part = range.intersection(*window);
        if (!part) continue;
        const std::uint64_t base = part->base().value - entry.child + entry.parent;
        if (const auto moved = PhysRange::make({base}, part->size())) translated.push_back(*moved);
      }
    }
    ranges = std::move(translated);
  }
  return RangeSet{std::move(ranges)};
}

DeviceReach Buses::reach_of(const MemoryReference& device) const {
  if (const DmaRanges* const bus = above(device.path)) {
    RangeSet memory = cpu_ranges(*bus);
    if (!memory.empty()) return {std::move(memory), DeviceReach::Why::Bus, bus->path};
  }
  const DmaMaster* const known = dma_master_of(device.compatible);
  if (known != nullptr) return {up_to(known->last_address), DeviceReach::Why::Known, ""};
  return {up_to(default_dma_last), DeviceReach::Why::Default, ""};
}

std::optional<std::uint64_t> Buses::lowest_limit() const {
  std::optional<std::uint64_t> lowest;
  for (const DmaRanges* const bus : buses_) {
    const RangeSet memory = cpu_ranges(*bus);
    if (memory.empty()) continue;
    const std::uint64_t last = memory.ranges().back().last().value;
    if (!lowest || last < *lowest) lowest = last;
  }
  return lowest;
}

}  // namespace rampart
