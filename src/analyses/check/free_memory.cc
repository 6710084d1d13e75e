#include "analyses/check/free_memory.h"

#include <algorithm>
#include <utility>

#include "analyses/check/loaded.h"

namespace rampart {
namespace {

/// The lowest bytes of RAM, which `mem=` leaves everywhere but on arm.
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

std::vector<Window> windows_of(const CheckInput& input, const CheckedNode& node) {
  const auto& property = node.node->alloc_ranges;
  const bool is_broken = property && input.widths && !is_whole(*property, *input.widths);
  if (!property || (is_broken && input.behaviour.bad_length_is_absent)) return {Window{}};
  const std::uint64_t word = has_32_bit_addresses(input.setup) ? UINT32_MAX : UINT64_MAX;
  std::vector<Window> windows;
  for (const RegEntry& entry : alloc_ranges_of(input, node)) {
    if (!entry.base || !entry.size) continue;
    // The sum wraps in the kernel's word, and an end of 0 is no limit.
    const std::uint64_t end = (*entry.base + *entry.size) & word;
    const Window window{*entry.base, end == 0 ? UINT64_MAX : end};
    if (window.low >= window.end) continue;
    windows.push_back(window);
  }
  return windows;
}

Bytes longest_in(const RangeSet& memory, Window window) {
  if (window.low >= window.end) return {};
  const auto span = PhysRange::make({window.low}, {window.end - window.low});
  Bytes longest;
  for (const PhysRange& range : memory.ranges()) {
    if (const auto part = range.intersection(*span)) longest = std::max(longest, part->size());
  }
  return longest;
}

RangeSet ram_of(const CheckInput& input) {
  RangeSet ram{input.ram};
  const auto& mem = input.setup.parameters.mem;
  if (mem.empty() || ram.empty()) return ram;
  Bytes limit = mem.back().size;
  switch (input.setup.architecture) {
    case Architecture::Arm:
      return banks(mem, ram);
    case Architecture::Riscv64:
      limit = std::ranges::min(mem, {}, &MemParameter::size).size;
      break;
    case Architecture::Arm64:
    case Architecture::X86_64:
      break;
  }
  limit.value &= ~(input.page_size.value - 1);
  return limit.value == 0 ? ram : lowest(ram, limit);
}

std::optional<std::uint64_t> low_memory_end(const CheckInput& input) {
  const RangeSet ram = ram_of(input);
  if (ram.empty()) return std::nullopt;
  constexpr std::uint64_t vmalloc_end = 0xff800000;
  constexpr std::uint64_t usual_offset = 0xc0000000;
  const std::uint64_t offset = input.setup.config.layout.page_offset.value_or(usual_offset);
  const std::uint64_t vmalloc = input.setup.parameters.vmalloc.value_or(mib(240)).value + mib(8).value;
  if (offset >= vmalloc_end || vmalloc >= vmalloc_end - offset) return std::nullopt;
  const std::uint64_t end = ram.ranges().front().base().value + (vmalloc_end - offset - vmalloc);
  return std::min(end, ram.ranges().back().last().value + 1);
}

RangeSet free_after(const CheckInput& input, const Prediction& prediction) {
  std::vector<PhysRange> taken;
  for (const PredictedRegion& region : prediction.regions) taken.push_back(region.range);
  for (const Loaded& loaded : loaded_things(input)) {
    if (loaded.size_is_known && !loaded.moves) taken.push_back(loaded.range);
  }
  return ram_of(input).without(RangeSet{std::move(taken)});
}

std::map<std::string_view, PhysRange> dynamic_places(const Prediction& prediction) {
  std::map<std::string_view, PhysRange> places;
  for (const PredictedRegion& region : prediction.regions) {
    if (region.is_dynamic) places.emplace(region.origin.detail, region.range);
  }
  return places;
}

std::map<std::string_view, const RefusedRegion*> refusals(const Prediction& prediction) {
  std::map<std::string_view, const RefusedRegion*> all;
  for (const RefusedRegion& refused : prediction.failed) all.emplace(refused.origin.detail, &refused);
  return all;
}

}  // namespace rampart
