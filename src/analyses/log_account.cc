#include "analyses/log_account.h"

#include <fmt/format.h>
#include <utility>
#include <vector>

#include "assemble/log_map.h"

namespace rampart {
namespace {

/// Regions that have no place in the account of a log: what is inside the kernel's own count already.
MemoryMap account_map(std::vector<Region> regions) {
  std::erase_if(regions,
                [](const Region& region) { return region.kind == Kind::Reserved && !region.attributes.no_map; });
  return MemoryMap::build(std::move(regions));
}

/// Bytes of RAM whose innermost region is a carve-out; on-chip memory elsewhere has no part in the account.
Bytes carved_out_of_ram(const MemoryMap& map) {
  std::vector<PhysRange> ram;
  std::vector<PhysRange> carved;
  for (const Region& region : map.regions()) {
    if (region.kind == Kind::Ram) ram.push_back(region.range);
    if (region.kind == Kind::NoMap || region.kind == Kind::DmaPool) carved.push_back(region.range);
  }
  return RangeSet{std::move(carved)}.intersected(RangeSet{std::move(ram)}).size();
}

Bytes or_zero(const std::optional<Bytes>& size) { return size.value_or(Bytes{}); }

}  // namespace

Result<AccountFacts> log_account_facts(const BootLog& whole) {
  const BootLog log = whole.last_boot();
  const LogEvent* const event = log.find(LogFact::MemoryLine);
  if (event == nullptr) {
    return std::unexpected(Error{Errc::NotFound,
                                 {log.file, 0, 0},
                                 "no line says how much memory there is (expected a kernel's boot log with \"Memory: "
                                 "<n>K/<n>K available\")"});
  }
  const MemoryLine& line = *event->memory;
  const std::string origin = fmt::format("{}:{}", log.file, event->line);

  AccountFacts facts;
  facts.map = account_map(log_map(log).regions);
  // Carve-outs count as physical memory since they are marked and no longer removed (5.10 still removes dynamic ones).
  const Bytes banks = facts.map.installed();
  const Bytes carved = banks.value == 0 ? Bytes{} : carved_out_of_ram(facts.map);
  const bool counts_carved = saturating_add(line.physical, carved) > banks;
  facts.installed = banks > line.physical ? Amount{banks, origin + ", memory node ranges"}
                                          : Amount{line.physical, origin + ", physical"};

  const Bytes image = saturating_add(saturating_add(or_zero(line.code), or_zero(line.rwdata)),
                                     saturating_add(or_zero(line.rodata), or_zero(line.bss)));
  const Bytes init = or_zero(line.init);
  facts.placeless.push_back({"kernel image", {image, origin, "kernel configuration"}});
  facts.placeless.push_back({"kernel init code, given back later", {init, origin, ""}});
  const Bytes named = saturating_add(saturating_add(image, init), counts_carved ? carved : Bytes{});
  facts.placeless.push_back({"page structures and other boot-time reservations",
                             {saturating_sub(or_zero(line.reserved), named), origin, ""}});
  facts.linux_memory.total = saturating_add(line.available, or_zero(line.cma_reserved));
  facts.linux_memory.total_origin = origin + ", available and CMA";
  facts.linux_memory.cma_total = line.cma_reserved;
  facts.linux_memory.cma_knob = "cma=, linux,cma node, CONFIG_CMA_SIZE_MBYTES";
  return facts;
}

}  // namespace rampart
