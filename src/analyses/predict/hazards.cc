#include "analyses/predict/hazards.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyses/predict/kernel_config.h"
#include "analyses/predict/low_memory.h"
#include "analyses/predict/memory_map_room.h"
#include "analyses/predict/ram.h"
#include "base/size_text.h"

namespace rampart {
namespace {

using State = NodeOutcome::State;

struct Image {
  std::string_view name;
  std::optional<PhysRange> range;
};

bool overlaps(const PhysRange& image, std::uint64_t base, std::uint64_t size) {
  return size != 0 && base <= image.last().value && image.base().value < base + size;
}

void warn(BootState& state, std::string rule, std::string message, std::string help, std::vector<std::string> regions) {
  state.findings.push_back({.rule = std::move(rule),
                            .severity = Severity::Warning,
                            .message = std::move(message),
                            .help = std::move(help),
                            .regions = std::move(regions),
                            .locations = {}});
}

/// A pool whose pages the kernel hands out although it runs from them itself.
void report_pools_over_kernel(BootState& state) {
  const auto& kernel = state.setup.loaded.kernel;
  if (!kernel) return;
  for (const BootArea& area : state.areas) {
    if (!overlaps(*kernel, area.base, area.size)) continue;
    state.add_error("pool-over-kernel",
                    fmt::format("the CMA pool {} lies over the kernel's image, whose pages it gives away", area.name),
                    "move the pool, or load the kernel elsewhere", {area.name});
  }
}

/// The same of an image that is needed after the pools have given away their pages.
void report_pools_over_images(BootState& state) {
  const Image images[] = {{"the device tree", state.setup.loaded.fdt}, {"the initrd", initrd_of(state.setup)}};
  for (const BootArea& area : state.areas) {
    for (const Image& image : images) {
      if (!area.is_activated || !image.range || !overlaps(*image.range, area.base, area.size)) continue;
      state.add_error("pool-over-image",
                      fmt::format("the CMA pool {} lies over {}: its pages are given away while that is in use",
                                  area.name, image.name),
                      "move the pool, or what the boot loader loads there", {area.name});
    }
  }
}

/// A pool whose pages have no mapping: they are handed out, and whoever touches them crashes.
void report_pools_without_mapping(BootState& state) {
  for (const BootArea& area : state.areas) {
    if (!area.is_activated || !state.memblock.touches_ram(area.base, area.size)) continue;
    const bool over_no_map = state.memblock.touches_no_map(area.base, area.size);
    if (!over_no_map && state.memblock.is_all_ram(area.base, area.size)) continue;
    state.add_error("pool-without-mapping",
                    fmt::format("the CMA pool {} lies partly {}: its pages are handed out, and whoever touches them "
                                "crashes",
                                area.name, over_no_map ? "over a no-map region" : "outside RAM"),
                    "move the pool", {area.name});
  }
}

/// A node that loses its memory takes it from whoever lies there too.
void report_freed_images(BootState& state) {
  const Image images[] = {{"the kernel", state.setup.loaded.kernel},
                          {"the kernel's page directory", state.page_directory},
                          {"the device tree", state.setup.loaded.fdt},
                          {"the initrd", initrd_of(state.setup)}};
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

/// A coherent pool of a node that was refused: its device shares the memory with whoever had it.
void report_pools_in_use(BootState& state) {
  for (std::size_t i = 0; i < state.outcomes.size(); ++i) {
    const NodeOutcome& outcome = state.outcomes[i];
    if (outcome.reason != "reserve_fail" || outcome.state != State::Placed || outcome.size == 0) continue;
    warn(state, "pool-in-use",
         fmt::format("{} is refused, and yet becomes a coherent pool over memory that is in use", state.node(i).name),
         "move the region", {state.node(i).name});
  }
}

/// The same for other regions: part of their memory is handed out to anyone.
void report_freed_regions(BootState& state) {
  for (std::size_t i = 0; i < state.outcomes.size(); ++i) {
    const NodeOutcome& freed = state.outcomes[i];
    if (freed.state != State::Refused || freed.size == 0) continue;
    for (std::size_t k = 0; k < state.outcomes.size(); ++k) {
      const NodeOutcome& other = state.outcomes[k];
      const bool shares = other.state == State::Placed && other.size != 0 && other.base < freed.base + freed.size &&
                          freed.base < other.base + other.size;
      if (!shares || !(state.node(k).no_map ? freed.opens_map : freed.frees_memory)) continue;
      state.add_error("region-freed",
                      fmt::format("{} fails and its memory is given back, part of {} with it: anyone gets it",
                                  state.node(i).name, state.node(k).name),
                      "let the two regions share no address", {state.node(i).name, state.node(k).name});
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

/// The smallest run of pages that arm64 maps as one (arch/arm64/include/asm/pgtable-hwdef.h, CONT_PTE_SIZE).
std::uint64_t contiguous_run(std::uint64_t page) {
  return page == 4096 ? std::uint64_t{64} << 10 : std::uint64_t{2} << 20;
}

/// Two fragments of RAM share a page, which arm64 then maps twice. That is a bug where one of them maps it in a
/// contiguous run, which may not be changed (arch/arm64/mm/mmu.c).
void report_shared_pages(BootState& state) {
  if (state.setup.architecture != Architecture::Arm64 || maps_single_pages(state.setup, state.behaviour) ||
      state.behaviour.maps_whole_pages) {
    return;
  }
  const std::uint64_t run = contiguous_run(state.page);
  const MemblockRange* lower = nullptr;
  for (const MemblockRange& bank : state.memblock.ram()) {
    if (bank.flag) continue;
    const std::uint64_t shared = state.page_down(bank.base);
    if (lower != nullptr && state.page_up(lower->end) > shared) {
      const std::uint64_t lower_end = state.page_up(lower->end);
      const bool ends_a_run = lower_end % run == 0 && state.page_down(lower->base) + run <= lower_end;
      const bool begins_a_run = shared % run == 0 && state.page_up(bank.end) >= shared + run;
      if (ends_a_run || begins_a_run) {
        state.add_error(
            "page-mapped-twice",
            fmt::format("a no-map region inside the page at {:#x} leaves RAM on both sides of it: the kernel "
                        "stops with a bug in its page tables",
                        shared),
            "align no-map regions to pages", {});
      }
    }
    lower = &bank;
  }
}

/// riscv64 maps a run of RAM with the largest pages that its address allows (arch/riscv/mm/init.c, best_map_size): one
/// that begins inside a page never meets a border of larger ones.
void report_runs_mapped_by_pages(BootState& state) {
  if (state.setup.architecture != Architecture::Riscv64) return;
  for (const MemblockRange& bank : state.memblock.ram()) {
    if (bank.flag || bank.base % state.page == 0) continue;
    warn(state, "mapped-by-pages",
         fmt::format(
             "a no-map region ends inside a page, and the {} of RAM from {:#x} on are mapped in pages of {}: the "
             "boot is slow, and the tables are large",
             size_text({bank.end - bank.base}), bank.base, size_text({state.page})),
         "align no-map regions to pages", {});
  }
}

/// Memory of its own that the kernel takes beside a no-map region, in a page that it does not map.
void report_use_of_cut_page(BootState& state) {
  if (!state.unmapped_use) return;
  state.add_error(
      "page-not-mapped",
      fmt::format("a no-map region has a part of the page at {:#x}, the kernel takes the rest for tables of "
                  "its own, and the page is not mapped: it crashes",
                  state.page_down(*state.unmapped_use)),
      "align no-map regions to pages", {});
}

/// All of /reserved-memory is passed over: nobody keeps the kernel off what firmware and devices have there.
void report_ignored_regions(BootState& state) {
  const auto is_ignored = [](const NodeOutcome& outcome) { return outcome.reason == "bad_format"; };
  const auto first = std::ranges::find_if(state.outcomes, is_ignored);
  if (first == state.outcomes.end()) return;
  const auto count = std::ranges::count_if(state.outcomes, is_ignored);
  state.add_error("regions-ignored",
                  fmt::format("{}: the kernel ignores {} of it, and hands out what firmware or a device keeps there",
                              first->message, count == 1 ? "the region" : fmt::format("all {} regions", count)),
                  "give /reserved-memory the root's #address-cells and #size-cells, and an empty ranges", {});
}

/// Up to 5.10 a no-map node that fails gives its range to RAM, whatever is there.
void report_invented_ram(BootState& state) {
  if (!state.behaviour.dynamic_no_map_is_removed) return;
  for (std::size_t i = 0; i < state.outcomes.size(); ++i) {
    const NodeOutcome& outcome = state.outcomes[i];
    if (!outcome.made_ram) continue;
    state.add_error(
        "ram-invented",
        fmt::format("{} fails, and the kernel takes its range for RAM, where the board has none", state.node(i).name),
        "remove reusable or no-map, or move the region", {state.node(i).name});
  }
}

/// The boot loader's initrd is given up: a system that lives in it does not start.
void report_lost_initrd(BootState& state) {
  if (!state.initrd_refused) return;
  state.add_error("initrd-lost",
                  "the initrd lies outside the RAM that is left, or over something reserved: the kernel ignores it",
                  "load it elsewhere, or change mem= or the regions over it", {});
}

void report_lost_memory(BootState& state) {
  for (std::size_t i = 0; i < state.outcomes.size(); ++i) {
    const NodeOutcome& outcome = state.outcomes[i];
    const ReservedNode& node = state.node(i);
    if (outcome.keeps_reservation && outcome.size != 0) {
      warn(state, "memory-lost", fmt::format("{} fails, and its memory stays reserved for nobody", node.name),
           "remove reusable or no-map", {node.name});
    }
    if (outcome.lost_its_map) {
      state.add_error("unmapped-pages",
                      fmt::format("{} fails after the page tables are made: its pages are handed out, and whoever "
                                  "touches them crashes",
                                  node.name),
                      "remove reusable or no-map", {node.name});
    }
  }
}

}  // namespace

void report_hazards(BootState& state) {
  report_pools_over_kernel(state);
  report_pools_over_images(state);
  report_pools_without_mapping(state);
  report_freed_images(state);
  report_freed_regions(state);
  report_pools_in_use(state);
  report_too_many_ranges(state);
  report_shared_pages(state);
  report_runs_mapped_by_pages(state);
  report_use_of_cut_page(state);
  report_ignored_regions(state);
  report_invented_ram(state);
  report_lost_initrd(state);
  report_lost_memory(state);
  report_low_memory_hazards(state);
  report_memory_map_room(state);
}

}  // namespace rampart
