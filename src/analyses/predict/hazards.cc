#include "analyses/predict/hazards.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyses/predict/ram.h"

namespace rampart {
namespace {

using State = NodeOutcome::State;

constexpr std::uint64_t page = Memblock::page_size;
constexpr std::uint64_t megabyte = std::uint64_t{1} << 20;

struct Image {
  std::string_view name;
  std::optional<PhysRange> range;
};

bool overlaps(const PhysRange& image, std::uint64_t base, std::uint64_t size) {
  return size != 0 && base <= image.last().value && image.base().value < base + size;
}

/// A pool whose pages the kernel hands out although it runs from them itself.
void report_pools_over_kernel(BootState& state) {
  const auto& kernel = state.setup.loaded.kernel;
  if (!kernel) return;
  for (const CmaArea& area : state.areas) {
    if (!overlaps(*kernel, area.base, area.size)) continue;
    state.add_error("pool-over-kernel",
                    fmt::format("the CMA pool {} lies over the kernel's image, whose pages it gives away", area.name),
                    "move the pool, or load the kernel elsewhere", {area.name});
  }
}

/// A node that loses its memory takes it from whoever lies there too.
void report_freed_images(BootState& state) {
  const Image images[] = {{"the kernel", state.setup.loaded.kernel}, {"the device tree", state.setup.loaded.fdt}};
  for (std::size_t i = 0; i < state.outcomes.size(); ++i) {
    const NodeOutcome& outcome = state.outcomes[i];
    const bool freed = outcome.state == State::Refused && outcome.frees_memory;
    if (!freed) continue;
    for (const Image& image : images) {
      if (!image.range || !overlaps(*image.range, outcome.base, outcome.size)) continue;
      state.add_error("image-freed",
                      fmt::format("{} fails and its memory is given back, {} in it: later allocations overwrite it",
                                  state.node(i).name, image.name),
                      "move the region away from what the boot loader loads", {state.node(i).name});
    }
  }
}

/// The list of RAM cannot grow before the page tables exist (mm/memblock.c, INIT_MEMBLOCK_REGIONS of 128).
void report_too_many_ranges(BootState& state) {
  const std::size_t limit = state.setup.config.layout.efi == true ? 1024 : 128;
  if (state.setup.architecture != Architecture::Arm64 || state.memblock.ram().size() < limit - 2) return;
  state.add_error("too-many-ranges",
                  fmt::format("no-map regions cut RAM into {} ranges, the kernel has room for {}: it panics",
                              state.memblock.ram().size(), limit),
                  "join no-map regions that lie side by side", {});
}

/// arm without LPAE maps low memory by sections of 1 MiB or by pages, not both in one block of 2 MiB: a bug that
/// stops the kernel before it can print (6.1, arch/arm/mm/mmu.c).
class BlockTest {
 public:
  explicit BlockTest(const BootState& state) : state_{state} {}

  std::optional<std::uint64_t> first_bad_block() const {
    const std::uint64_t block = 2 * megabyte;
    for (const MemblockRange& bank : state_.memblock.ram()) {
      for (const std::uint64_t border : {bank.base, bank.end}) {
        const std::uint64_t at = border & ~(block - 1);
        if (border % megabyte != 0 && is_bad(at)) return at;
      }
    }
    return std::nullopt;
  }

 private:
  /// The first MiB is mapped as a section, and a fragment of the same block needs pages.
  bool is_bad(std::uint64_t block) const {
    bool has_section = false;
    bool has_pages = false;
    for (const MemblockRange& bank : state_.memblock.ram()) {
      if (bank.flag) continue;
      const std::uint64_t base = std::max(bank.base, block);
      const std::uint64_t end = std::min({bank.end, block + 2 * megabyte, state_.low_memory_end});
      if (base >= end) continue;
      const bool covers_first = base == block && end >= block + megabyte;
      if (covers_first && end % megabyte == 0) has_section = true;
      if (base % megabyte != 0 || end % megabyte != 0) {
        has_pages = true;
        // A run that begins with whole sections is mapped so before its rest needs pages.
        if (covers_first) has_section = true;
      }
    }
    return has_section && has_pages;
  }

  const BootState& state_;
};

void report_unmappable_blocks(BootState& state) {
  if (!state.is_32_bit()) return;
  const auto block = BlockTest{state}.first_bad_block();
  if (!block) return;
  state.add_error(
      "block-half-mapped",
      fmt::format("a no-map border cuts the 2 MiB of RAM at {:#x} so that the kernel cannot map the rest: it "
                  "hangs before its first message",
                  *block),
      "align no-map regions to 2 MiB", {});
}

void warn(BootState& state, std::string rule, std::string message, std::string help, const std::string& region) {
  state.findings.push_back({.rule = std::move(rule),
                            .severity = Severity::Warning,
                            .message = std::move(message),
                            .help = std::move(help),
                            .regions = {region},
                            .locations = {}});
}

void report_unaligned_no_map(BootState& state) {
  if (state.setup.architecture != Architecture::Arm64) return;
  for (std::size_t i = 0; i < state.outcomes.size(); ++i) {
    const NodeOutcome& outcome = state.outcomes[i];
    const bool is_marked = outcome.state == State::Placed && state.node(i).no_map && outcome.size != 0;
    if (!is_marked || (outcome.base | outcome.size) % page == 0) continue;
    if (!state.memblock.touches_ram(outcome.base, outcome.size)) continue;
    warn(state, "no-map-off-page",
         fmt::format("{} does not begin and end on a page: depending on its neighbours the kernel cannot map RAM and "
                     "stops",
                     state.node(i).name),
         "align base and size to 4 KiB", state.node(i).name);
  }
}

void report_lost_memory(BootState& state) {
  for (std::size_t i = 0; i < state.outcomes.size(); ++i) {
    const NodeOutcome& outcome = state.outcomes[i];
    const ReservedNode& node = state.node(i);
    if (outcome.state != State::Refused || !outcome.was_initialised || !node.no_map || outcome.size == 0) continue;
    if (outcome.is_dynamic && !state.behaviour.dynamic_no_map_is_removed) {
      warn(state, "memory-lost", fmt::format("{} fails, and its memory stays reserved for nobody", node.name),
           "remove reusable or no-map", node.name);
    } else if (state.behaviour.static_nodes_late && state.memblock.touches_ram(outcome.base, outcome.size)) {
      warn(state, "unmapped-pages",
           fmt::format("{} fails after the page tables are made: its pages are handed out, and whoever touches them "
                       "crashes",
                       node.name),
           "remove reusable or no-map", node.name);
    }
  }
}

}  // namespace

void report_hazards(BootState& state) {
  report_pools_over_kernel(state);
  report_freed_images(state);
  report_too_many_ranges(state);
  report_unmappable_blocks(state);
  report_unaligned_no_map(state);
  report_lost_memory(state);
}

}  // namespace rampart
