#include "assemble/cma_system.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "assemble/live_device_tree.h"
#include "assemble/log_map.h"
#include "assemble/read_facts.h"
#include "sources/auxv.h"
#include "sources/boot_log.h"
#include "sources/meminfo.h"

namespace rampart {
namespace {

bool tells_place(const CmaArea& area) {
  return !area.ranges.empty() &&
         std::ranges::all_of(area.ranges, [](const CmaRange& range) { return range.base_pfn.has_value(); });
}

void read_tree(FileTree& files, CmaSystem& system) {
  auto blob = read_live_device_tree(files);
  if (!blob) return;
  std::ranges::move(blob->notes, std::back_inserter(system.notes));
  if (auto tree = parse_dtb(blob->blob, blob->file)) {
    system.tree = std::move(*tree);
  } else {
    system.notes.push_back({blob->file, tree.error().what, ""});
  }
}

void read_places_from_log(FileTree& files, CmaSystem& system) {
  const auto log = read_facts(files, "/dev/kmsg", system.notes, [](std::string_view text, std::string_view) {
    return Result<BootLog>{parse_boot_log(text, "dmesg")};
  });
  if (!log) return;
  for (Region& region : log_map(*log).regions) {
    if (region.kind == Kind::Cma) system.told_regions.push_back(std::move(region));
  }
}

}  // namespace

CmaSystem read_cma_system(FileTree& files, std::optional<DeviceTree> board) {
  CmaSystem system;
  const auto meminfo = read_facts(files, "/proc/meminfo", system.notes, parse_meminfo);
  if (meminfo) system.cma_total = meminfo->cma_total;
  system.tree = std::move(board);
  if (!system.cma_total) return system;

  system.kernel = read_facts(files, "/proc/sys/kernel/osrelease", system.notes, parse_osrelease);
  system.cmdline = read_facts(files, "/proc/cmdline", system.notes, [](std::string_view text, std::string_view file) {
    return Result<CommandLine>{parse_command_line(text, file)};
  });
  const auto page_size = read_facts(files, "/proc/self/auxv", system.notes, parse_auxv_page_size);
  if (page_size) system.page_size = *page_size;
  if (!system.tree) read_tree(files, system);
  system.pools = read_cma_pools(files, {.page_size = system.page_size});
  if (!std::ranges::all_of(system.pools.areas, tells_place)) read_places_from_log(files, system);
  system.heaps = read_dma_heaps(files);
  return system;
}

}  // namespace rampart
