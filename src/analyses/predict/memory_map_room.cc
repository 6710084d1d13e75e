#include "analyses/predict/memory_map_room.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <string>

#include "base/size_text.h"

namespace rampart {
namespace {

/// include/linux/mm_types.h of 5.10 to 7.2, without any option that makes it longer.
constexpr std::uint64_t least_record(bool is_32_bit) { return is_32_bit ? 32 : 56; }

struct FreeRam {
  std::uint64_t longest = 0;  ///< Of its runs.
  std::uint64_t total = 0;
};

/// What the kernel may take for itself.
FreeRam free_ram(const BootState& state) {
  FreeRam found;
  const auto add = [&](std::uint64_t base, std::uint64_t end) {
    if (base >= end) return;
    found.longest = std::max(found.longest, end - base);
    found.total += end - base;
  };
  for (const MemblockRange& bank : state.memblock.ram()) {
    if (bank.flag) continue;
    const std::uint64_t end = std::min(bank.end, state.low_memory_end);
    std::uint64_t from = bank.base;
    for (const MemblockRange& taken : state.memblock.reserved()) {
      if (taken.end <= from) continue;
      add(from, std::min(taken.base, end));
      from = std::max(from, taken.end);
    }
    add(from, end);
  }
  return found;
}

}  // namespace

void report_memory_map_room(BootState& state) {
  if (state.setup.architecture == Architecture::Arm64) return;  // there the map is placed, see early_tables.h
  const std::uint64_t record = least_record(state.setup.architecture == Architecture::Arm);
  const FreeRam free = free_ram(state);
  // FLATMEM has one array from the first page to the last, other models one for each section with RAM in it.
  const bool is_flat = state.setup.config.layout.flatmem == true;
  const std::uint64_t covered =
      is_flat ? state.memblock.end_of_ram() - state.memblock.start_of_ram() : state.memblock.ram_size();
  const Bytes needed{covered / state.page * record};
  const Bytes room{is_flat ? free.longest : free.total};
  if (needed <= room) return;
  const std::string missing = is_flat
                                  ? fmt::format("in one piece, and the longest run of free RAM is {}", size_text(room))
                                  : fmt::format("in all, and {} of RAM are free", size_text(room));
  state.add_error("out-of-memory",
                  fmt::format("the kernel's memory map takes {} {}: it panics", size_text(needed), missing),
                  "reserve less", {});
}

}  // namespace rampart
