#include "analyses/device_memory.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace rampart {
namespace {

bool is_vendor_pool(Kind kind) { return kind == Kind::Cmm || kind == Kind::Ion; }

/// Kinds that a source named and that Linux does not get.
bool is_reserved(const Region& region) {
  switch (region.kind) {
    case Kind::NoMap:
      return true;
    case Kind::Reserved:
    case Kind::DmaPool:
    case Kind::Crash:
      return !region.attributes.anonymous;
    default:
      return false;
  }
}

RangeSet ranges_of(const MemoryMap& map, auto wanted) {
  std::vector<PhysRange> ranges;
  for (const Region& region : map.regions()) {
    if (wanted(region)) ranges.push_back(region.range);
  }
  return RangeSet{std::move(ranges)};
}

RangeSet banks(const MemoryMap& map) { return ranges_of(map, is_ram); }

std::string bank_origin(const MemoryMap& map) {
  std::size_t count = 0;
  std::string first;
  for (const Region& region : map.regions()) {
    if (region.kind != Kind::Ram) continue;
    if (count++ == 0) first = to_string(region.origin);
  }
  return count < 2 ? first : fmt::format("{} and {} more", first, count - 1);
}

std::optional<Bytes> mem_total(const Observation& seen) {
  return seen.proc->meminfo ? seen.proc->meminfo->mem_total : std::nullopt;
}

Bytes placeless_size(const std::vector<PlacelessShare>& shares) {
  Bytes total;
  for (const PlacelessShare& share : shares) total = saturating_add(total, share.amount.size);
  return total;
}

/// What the map shows, or what was seen at least; then the size that the device is sold with, if that holds it.
std::optional<Amount> installed_ram_of(const Observation& seen, const DeviceMemory& memory) {
  const Bytes mapped = banks(memory.map).size();
  const Bytes counted = saturating_add(mem_total(seen).value_or(Bytes{}), placeless_size(memory.placeless));
  const bool from_map = memory.map.installed().value != 0 && mapped >= counted;
  const Bytes known = from_map ? mapped : std::max(mapped, counted);
  if (known.value == 0) return std::nullopt;

  Amount amount{known, from_map ? bank_origin(memory.map) : "at least this: MemTotal and the pools beside it"};
  if (const Device* const device = seen.recognition.device) {
    const auto sold = installed_ram(*device, known);
    if (sold && *sold > known) amount = {*sold, "device table: " + device->id};
    if (sold && *sold == known) amount.origin += ", as the device table says: " + device->id;
  }
  return amount;
}

/// Pools of which only the size is told. One whose size is that of a reserved region without an owner is that region.
std::vector<PlacelessShare> placeless_pools(const Observation& seen, const MemoryMap& map) {
  std::vector<PlacelessShare> shares;
  for (const VendorPoolFile& file : seen.vendor.files) {
    for (const VendorPool& pool : file.text.pools) {
      if (pool.range || !pool.total || !is_vendor_pool(pool.kind)) continue;
      const bool placed = std::ranges::any_of(map.regions(), [&](const Region& region) {
        return is_reserved(region) && region.range.size() == *pool.total;
      });
      if (placed) continue;
      const std::string_view word = pool.kind == Kind::Cmm ? "CMM" : "ION";
      shares.push_back({fmt::format("{} pool {}", word, pool.name), {*pool.total, file.path}});
    }
  }
  return shares;
}

/// Bytes of page structures: what the kernel tells since 6.11, else an estimate.
std::optional<Amount> page_structures(const Observation& seen, const DeviceMemory& memory) {
  const Bytes page = seen.proc->page_size.value_or(kib(4));
  if (seen.proc->vmstat && seen.proc->vmstat->nr_memmap_boot_pages) {
    if (const auto size = size_of(*seen.proc->vmstat->nr_memmap_boot_pages, page)) {
      return Amount{*size, "/proc/vmstat nr_memmap_boot_pages"};
    }
  }
  if (!memory.installed || page.value == 0) return std::nullopt;
  const bool is_32_bit = seen.proc->meminfo && seen.proc->meminfo->high_total.has_value();
  const std::uint64_t each = is_32_bit ? 32 : 64;
  const Bytes covered = memory.system_ram ? memory.system_ram->size() : memory.installed->size;
  return Amount{{covered.value / page.value * each}, fmt::format("estimated: {} B a page of {} B", each, page.value)};
}

std::optional<Bytes> sum_of(std::initializer_list<std::optional<Bytes>> parts) {
  std::optional<Bytes> total;
  for (const auto& part : parts) {
    if (part) total = saturating_add(total.value_or(Bytes{}), *part);
  }
  return total;
}

LinuxMemory linux_memory(const Observation& seen) {
  LinuxMemory memory;
  memory.total_origin = "/proc/meminfo";
  memory.cma_knob = "cma=, linux,cma node, CONFIG_CMA_SIZE_MBYTES";
  if (!seen.proc->meminfo) return memory;
  const MemInfo& info = *seen.proc->meminfo;
  memory.total = info.mem_total.value_or(Bytes{});
  memory.free = info.mem_free;
  memory.available = info.mem_available;
  memory.anonymous = info.anon_pages;
  memory.shmem = info.shmem;
  memory.cache = sum_of({info.cached, info.buffers, info.slab_reclaimable});
  if (memory.cache && info.shmem) memory.cache = saturating_sub(*memory.cache, *info.shmem);
  memory.kernel = sum_of({info.slab_unreclaimable, info.kernel_stack, info.page_tables, info.percpu});
  memory.cma_total = info.cma_total;
  memory.cma_held = held_in_cma(seen);
  return memory;
}

}  // namespace

DeviceMemory device_memory(const Observation& seen) {
  DeviceMemory memory;
  memory.map = observed_map(seen);
  memory.placeless = placeless_pools(seen, memory.map);
  memory.installed = installed_ram_of(seen, memory);
  const RangeSet ram = banks(memory.map);
  const RangeSet vendor = ranges_of(memory.map, [](const Region& r) { return is_vendor_pool(r.kind); });
  memory.vendor_pools = saturating_add(vendor.size(), placeless_size(memory.placeless));
  memory.reserved = ranges_of(memory.map, is_reserved).intersected(ram).without(vendor).size();
  if (seen.proc->iomem && !seen.proc->iomem->hidden) {
    std::vector<PhysRange> ranges;
    for (const IoMemEntry& entry : seen.proc->iomem->entries) {
      const auto range = PhysRange::from_first_last(entry.first, entry.last);
      if (range && entry.name.starts_with("System RAM")) ranges.push_back(*range);
    }
    memory.system_ram = RangeSet{std::move(ranges)};
  }
  return memory;
}

AccountFacts account_facts(const Observation& seen, const DeviceMemory& memory) {
  AccountFacts facts;
  facts.installed = memory.installed.value_or(Amount{});
  facts.map = memory.map;
  facts.system_ram = memory.system_ram;
  facts.placeless = memory.placeless;
  facts.page_structures = page_structures(seen, memory);
  facts.linux_memory = linux_memory(seen);
  for (const auto& [kind, share] : {std::pair{Kind::Cmm, Share::Cmm}, {Kind::Ion, Share::Ion}}) {
    if (std::string knob = knob_text(seen, share); !knob.empty()) facts.knobs.emplace_back(kind, std::move(knob));
  }
  return facts;
}

std::optional<SplitAnswer> split_answer(const Observation& seen, const DeviceMemory& memory) {
  const Device* const device = seen.recognition.device;
  if (device == nullptr) return std::nullopt;
  ObservedSplit split;
  split.mem_total = mem_total(seen);
  split.cmm = seen.vendor.total(Kind::Cmm);
  split.ion = seen.vendor.total(Kind::Ion);
  if (seen.proc->meminfo) split.cma = seen.proc->meminfo->cma_total;
  for (const Region& region : memory.map.regions()) {
    if (is_reserved(region) && !region.attributes.anonymous) split.carve_outs.push_back({region.name, region.range});
  }
  if (seen.boot_configs) {
    split.knob_value = std::to_string(seen.boot_configs->uboot ? seen.boot_configs->uboot->mib : -1);
  }
  return compare_split(*device, split);
}

std::optional<Bytes> held_in_cma(const Observation& seen) {
  if (seen.cma.areas.empty() || !seen.proc->page_size) return std::nullopt;
  Bytes total;
  for (const CmaArea& area : seen.cma.areas) {
    const auto held = held_now(area);
    const auto size = held ? size_of(*held, *seen.proc->page_size) : std::nullopt;
    if (!size) return std::nullopt;
    total = saturating_add(total, *size);
  }
  return total;
}

std::string knob_text(const Observation& seen, Share share) {
  const Device* const device = seen.recognition.device;
  const Knob* const knob = device == nullptr ? nullptr : device->knob_for(share);
  if (knob == nullptr) return {};
  std::string text = knob->file + ' ' + knob->key;
  if (seen.boot_configs && knob->file == "/boot/configs") {
    text += fmt::format(" ({})", seen.boot_configs->uboot ? seen.boot_configs->uboot->mib : -1);
  }
  return text;
}

}  // namespace rampart
