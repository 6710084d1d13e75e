#include "analyses/check/free_memory.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "analyses/check/loaded.h"

namespace rampart {
namespace {

constexpr std::uint64_t first_page_end = 4096;
constexpr Bytes cache_line{64};  ///< What a dynamic region is aligned to that states nothing.

/// The part of a range inside a window, as [first, end); the end is 2^64 - 1 at most, which no RAM passes.
struct Span {
  std::uint64_t first;
  std::uint64_t end;
};
std::optional<Span> clamp(const PhysRange& range, Window window) {
  const std::uint64_t range_end = range.last().value == UINT64_MAX ? UINT64_MAX : range.last().value + 1;
  const Span span{std::max({range.base().value, window.low, first_page_end}), std::min(range_end, window.end)};
  return span.first < span.end ? std::optional{span} : std::nullopt;
}

/// arm64 and riscv64: the lowest bytes of RAM that `mem=` leaves.
RangeSet lowest(const RangeSet& ram, Bytes limit) {
  std::vector<PhysRange> kept;
  for (const PhysRange& range : ram.ranges()) {
    if (limit.value == 0) break;
    const Bytes part = std::min(limit, range.size());
    kept.push_back(*PhysRange::make(range.base(), part));
    limit = saturating_sub(limit, part);
  }
  return RangeSet{std::move(kept)};
}

/// arm: `mem=` replaces the memory nodes.
RangeSet banks(const std::vector<MemParameter>& parameters, const RangeSet& ram) {
  std::vector<PhysRange> ranges;
  for (const MemParameter& parameter : parameters) {
    const PhysAddr start = parameter.start.value_or(ram.ranges().front().base());
    if (const auto range = PhysRange::make(start, parameter.size)) ranges.push_back(*range);
  }
  return RangeSet{std::move(ranges)};
}

}  // namespace

std::optional<PhysRange> FreeMemory::highest(Bytes size, Bytes alignment, Window window) const {
  if (size.value == 0) return std::nullopt;
  const auto& ranges = free_.ranges();
  for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) {
    const auto span = clamp(*range, window);
    if (!span || span->end - span->first < size.value) continue;
    const std::uint64_t base = (span->end - size.value) & ~(alignment.value - 1);
    if (base >= span->first) return PhysRange::make({base}, size);
  }
  return std::nullopt;
}

Bytes FreeMemory::longest(Window window) const {
  Bytes longest;
  for (const PhysRange& range : free_.ranges()) {
    if (const auto span = clamp(range, window)) longest = std::max(longest, Bytes{span->end - span->first});
  }
  return longest;
}

void FreeMemory::take(const PhysRange& range) { free_ = free_.without(RangeSet{{range}}); }

RangeSet ram_of(const CheckInput& input) {
  RangeSet ram{input.ram};
  const auto& mem = input.setup.parameters.mem;
  if (mem.empty() || ram.empty()) return ram;
  switch (input.setup.architecture) {
    case Architecture::Arm:
      return banks(mem, ram);
    case Architecture::Arm64:
      return mem.back().size.value == 0 ? ram : lowest(ram, mem.back().size);
    case Architecture::Riscv64:
      return lowest(ram, std::ranges::min(mem, {}, &MemParameter::size).size);
    case Architecture::X86_64:
      break;  // the highest address; nothing here depends on it
  }
  return ram;
}

FreeMemory free_before_dynamic(const CheckInput& input) {
  std::vector<PhysRange> taken;
  for (const StaticRange& range : input.ranges) {
    if (range.entry == 0 || !input.behaviour.first_reg_only) taken.push_back(range.range);
  }
  for (const Loaded& loaded : loaded_things(input)) {
    if (loaded.size_is_known && !loaded.moves) taken.push_back(loaded.range);
  }
  if (!input.behaviour.memreserve_is_last) {
    for (const MemReserve& entry : input.tree.mem_reserves) {
      if (const auto range = PhysRange::make({entry.base}, {entry.size})) taken.push_back(*range);
    }
  }
  return FreeMemory{ram_of(input).without(RangeSet{std::move(taken)})};
}

std::vector<Window> windows_of(const CheckInput& input, const CheckedNode& node) {
  if (!node.node->alloc_ranges) return {Window{}};
  const bool is_narrow = input.setup.architecture == Architecture::Arm && input.setup.config.layout.lpae != true;
  std::vector<Window> windows;
  for (const RegEntry& entry : alloc_ranges_of(input, node)) {
    if (!entry.base || !entry.size) continue;
    Window window{*entry.base, *entry.size > UINT64_MAX - *entry.base ? UINT64_MAX : *entry.base + *entry.size};
    if (is_narrow && window.end > UINT32_MAX) {
      if (window.end != std::uint64_t{UINT32_MAX} + 1) continue;
      window.low = *entry.base;  // the end wraps to 0, which is no limit
      window.end = UINT64_MAX;
    }
    windows.push_back(window);
  }
  return windows;
}

std::optional<Bytes> alignment_of(const CheckInput& input, const CheckedNode& node) {
  if (node.node->alignment && !node.alignment) return std::nullopt;
  Bytes alignment = node.alignment.value_or(Bytes{});
  if (alignment.value == 0) alignment = cache_line;
  if (!std::has_single_bit(alignment.value)) return std::nullopt;
  return node.is_cma_pool() ? std::max(alignment, input.granule) : alignment;
}

std::vector<DynamicPlace> place_dynamic(const CheckInput& input, FreeMemory& free) {
  std::vector<DynamicPlace> places;
  for (const CheckedNode& node : input.nodes) {
    if (places.size() == max_dynamic_places) break;
    const auto alignment = alignment_of(input, node);
    if (!node.is_dynamic || !node.size || node.size->value == 0 || !alignment) continue;
    std::optional<PhysRange> place;
    for (const Window& window : windows_of(input, node)) {
      place = free.highest(*node.size, *alignment, window);
      if (place) break;
    }
    if (place) free.take(*place);
    places.push_back({&node, place});
  }
  return places;
}

}  // namespace rampart
