#include "analyses/verify/real_layout.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "assemble/cma_pools.h"
#include "sources/iomem.h"
#include "sources/memblock_list.h"
#include "sources/meminfo.h"
#include "sources/osrelease.h"

namespace rampart {
namespace {

constexpr LogFact layout_facts[] = {
    LogFact::CmaPoolCreated,  LogFact::DmaPoolCreated,    LogFact::CmaReserved,      LogFact::HugetlbCmaReserved,
    LogFact::NodeInitialized, LogFact::RegionLine,        LogFact::NodeBypassed,     LogFact::DefaultSkipped,
    LogFact::EntriesIgnored,  LogFact::NodeFailed,        LogFact::NodeNotAllocated, LogFact::NodeNotReserved,
    LogFact::NodeMalformed,   LogFact::NodesOverlap,      LogFact::TreeNotUsed,      LogFact::TreeWithoutNode,
    LogFact::TooManyRegions,  LogFact::TableNotAllocated, LogFact::NeedsNoMap,       LogFact::CmaFailed,
    LogFact::CmaPastLimit,    LogFact::CmaBaseMisaligned, LogFact::CmaOverBoundary,  LogFact::CmaNodeMisaligned,
    LogFact::CmaNotSetUp,     LogFact::CmaNoSlots,        LogFact::CmaNotActivated,  LogFact::HugetlbCmaRefused,
};

template <typename Parse>
auto read_as(FileTree& files, std::string_view path, std::vector<Note>& notes, Parse parse)
    -> std::optional<typename decltype(parse(std::string_view{}, path))::value_type> {
  const auto text = files.read(path);
  if (!text) {
    notes.push_back({std::string{path}, text.error().what, ""});
    return std::nullopt;
  }
  auto facts = parse(*text, path);
  if (!facts) {
    notes.push_back({to_string(facts.error().where), facts.error().what, ""});
    return std::nullopt;
  }
  return std::move(*facts);
}

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

bool is_ram(const IoMemEntry& entry) { return entry.depth == 0 && entry.name == "System RAM"; }

}  // namespace

bool is_layout_event(const LogEvent& event) {
  return std::ranges::find(layout_facts, event.what) != std::end(layout_facts);
}

void add_log(RealLayout& layout, std::string_view text, std::string_view file) {
  const BootLog log = parse_boot_log(text, file).last_boot();
  layout.has_log = true;
  if (const LogEvent* const version = log.find(LogFact::KernelVersion)) layout.release = version->name;
  std::ranges::copy_if(log.events, std::back_inserter(layout.events), is_layout_event);
}

void add_files(RealLayout& layout, FileTree& files, Bytes page_size) {
  if (const auto meminfo = read_as(files, "/proc/meminfo", layout.notes, parse_meminfo)) {
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
  if (const auto iomem = read_as(files, "/proc/iomem", layout.notes, parse_iomem); iomem && !iomem->hidden) {
    layout.mapped = ranges_named(*iomem, is_ram);
    if (layout.mapped->empty()) layout.mapped.reset();  // riscv: one reservation across the end of RAM hides it all
  }
  if (const auto list = read_as(files, "/sys/kernel/debug/memblock/reserved", layout.notes, parse_memblock_list)) {
    std::vector<PhysRange> ranges;
    for (const MemblockEntry& entry : *list) ranges.push_back(entry.range);
    layout.reserved = RangeSet{std::move(ranges)};
  }
}

}  // namespace rampart
