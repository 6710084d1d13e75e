#include "assemble/python_area.h"

#include <algorithm>

namespace rampart {
namespace {

Occupancy::State state_of(char letter) {
  if (letter == '.') return Occupancy::State::Free;
  return letter == '?' ? Occupancy::State::Unknown : Occupancy::State::Used;
}

}  // namespace

Occupancy occupancy_of(const PythonHeapArea& area) {
  Occupancy occupancy{area.block, {}};
  for (const char letter : area.blocks) {
    const Occupancy::State state = state_of(letter);
    if (occupancy.runs.empty() || occupancy.runs.back().state != state) occupancy.runs.push_back({state, {}});
    occupancy.runs.back().size = saturating_add(occupancy.runs.back().size, area.block);
  }
  return occupancy;
}

Usage usage_of(const Occupancy& occupancy) {
  Bytes used;
  Bytes free;
  Bytes longest;
  for (const Occupancy::Run& run : occupancy.runs) {
    if (run.state == Occupancy::State::Unknown) return {};
    const bool is_free = run.state == Occupancy::State::Free;
    Bytes& sum = is_free ? free : used;
    sum = saturating_add(sum, run.size);
    if (is_free) longest = std::max(longest, run.size);
  }
  return {.used = used, .free = free, .largest_free = longest};
}

std::optional<PhysRange> range_of(const PythonHeapArea& area) {
  if (area.blocks.empty() || area.block.value > UINT64_MAX / area.blocks.size()) return std::nullopt;
  return PhysRange::make({area.start}, {area.block.value * area.blocks.size()});
}

}  // namespace rampart
