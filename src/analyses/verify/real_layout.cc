#include "analyses/verify/real_layout.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "assemble/cma_pools.h"
#include "assemble/read_facts.h"
#include "base/lines.h"
#include "sources/iomem.h"
#include "sources/log_message.h"
#include "sources/memblock_list.h"
#include "sources/meminfo.h"
#include "sources/osrelease.h"

namespace rampart {
namespace {

/// How the lines begin that a kernel prints while it lays out memory, and those among them that are of something else.
constexpr std::string_view layout_beginnings[] = {"OF: reserved mem:",
                                                  "OF: fdt:",
                                                  "Reserved memory:",
                                                  "Skipping dt linux,cma-default",
                                                  "Memory limited to",
                                                  "INITRD:",
                                                  "cma: Reserved",
                                                  "cma: Failed",
                                                  "cma: Not enough",
                                                  "cma: Region",
                                                  "cma: Size",
                                                  "cma: CMA area",
                                                  "hugetlb_cma:",
                                                  "crashkernel reserv",
                                                  "crashkernel low memory",
                                                  "cannot allocate crashkernel",
                                                  "cannot reserve crashkernel"};
constexpr std::string_view other_beginnings[] = {"OF: fdt: Machine model", "OF: fdt: Ignoring memory"};

std::vector<RealArea> areas_of(const CmaPools& pools, Bytes page_size) {
  std::vector<RealArea> areas;
  for (const CmaArea& area : pools.areas) {
    if (area.ranges.empty() || !area.ranges.front().base_pfn) continue;
    const auto pages = total(area);
    const auto size = pages ? size_of(*pages, page_size) : std::nullopt;
    areas.push_back({area.name, *area.ranges.front().base_pfn * page_size.value, size.value_or(Bytes{})});
  }
  return areas;
}

RangeSet ranges_named(const IoMem& iomem, bool (*wanted)(const IoMemEntry& entry)) {
  std::vector<PhysRange> ranges;
  for (const IoMemEntry& entry : iomem.entries) {
    const auto range = PhysRange::from_first_last(entry.first, entry.last);
    if (range && wanted(entry)) ranges.push_back(*range);
  }
  return RangeSet{std::move(ranges)};
}

std::vector<PhysRange> crash_areas(const IoMem& iomem) {
  std::vector<PhysRange> areas;
  for (const IoMemEntry& entry : iomem.entries) {
    if (entry.name != "Crash kernel") continue;
    if (const auto range = PhysRange::from_first_last(entry.first, entry.last)) areas.push_back(*range);
  }
  return areas;
}

bool is_ram(const IoMemEntry& entry) { return entry.depth == 0 && entry.name == "System RAM"; }

}  // namespace

std::string_view layout_message(std::string_view text) {
  const auto begins = [&](std::string_view beginning) { return text.find(beginning) != std::string_view::npos; };
  if (std::ranges::any_of(other_beginnings, begins)) return {};
  const auto* const beginning = std::ranges::find_if(layout_beginnings, begins);
  if (beginning != std::end(layout_beginnings)) return text.substr(text.find(*beginning));
  if (text.find(") overlaps with ") == std::string_view::npos) return {};
  return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

void add_log(RealLayout& layout, std::string_view text, std::string_view file) {
  const BootLog log = parse_boot_log(text, file).last_boot();
  layout.has_log = true;
  if (const LogEvent* const version = log.find(LogFact::KernelVersion)) layout.release = version->name;
  std::ranges::copy(log.events, std::back_inserter(layout.events));
  for (const LogEvent& event : log.events) {
    if (event.what != LogFact::CrashReserved || !event.first || !event.last) continue;
    if (const auto range = PhysRange::from_first_last({*event.first}, {*event.last})) layout.crash.push_back(*range);
  }
  std::string buffer;
  for (const Line line : Lines{text}) {
    std::string_view rest = clean_log_line(line.text.substr(0, BootLogReader::max_line), buffer);
    while (const auto message = next_log_message(rest)) {
      if (message->text.find("Linux version ") != std::string_view::npos) layout.lines.clear();  // another boot
      const std::string_view found = layout_message(message->text);
      if (!found.empty() && layout.lines.size() < max_layout_lines) layout.lines.emplace_back(found);
    }
  }
}

void add_files(RealLayout& layout, FileTree& files, Bytes page_size) {
  layout.page_size = page_size;
  if (const auto meminfo = read_facts(files, "/proc/meminfo", layout.notes, parse_meminfo)) {
    layout.cma_total = meminfo->cma_total;
  }
  if (layout.cma_total) {
    const CmaPools pools = read_cma_pools(files, {.page_size = page_size});
    if (files.list("/sys/kernel/debug/cma")) {
      layout.areas = areas_of(pools, page_size);
    } else if (layout.cma_total->value == 0) {
      layout.areas.emplace();
    } else {
      std::ranges::copy(pools.notes, std::back_inserter(layout.notes));
    }
  }
  if (const auto iomem = read_facts(files, "/proc/iomem", layout.notes, parse_iomem); iomem && !iomem->hidden) {
    layout.mapped = ranges_named(*iomem, is_ram);
    if (layout.crash.empty()) layout.crash = crash_areas(*iomem);
    if (layout.mapped->empty()) layout.mapped.reset();  // riscv: one reservation across the end of RAM hides it all
  }
  if (const auto list = read_facts(files, "/sys/kernel/debug/memblock/reserved", layout.notes, parse_memblock_list)) {
    std::vector<PhysRange> ranges;
    for (const MemblockEntry& entry : *list) ranges.push_back(entry.range);
    layout.reserved = RangeSet{std::move(ranges)};
  }
}

}  // namespace rampart
