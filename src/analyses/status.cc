#include "analyses/status.h"

#include "base/percent.h"

namespace rampart {
namespace {

ZoneUse& zone(ZoneUses& zones, ZoneName name) { return zones[static_cast<std::size_t>(name)]; }

/// Fills what follows from the other two.
void complete(ZoneUse& use) {
  if (!use.total) return;
  if (use.used && !use.free) use.free = saturating_sub(*use.total, *use.used);
  if (use.free && !use.used) use.used = saturating_sub(*use.total, *use.free);
}

ZoneUse vendor_use(const Observation& seen) {
  ZoneUse use;
  for (const Kind kind : {Kind::Cmm, Kind::Ion}) {
    const auto total = seen.vendor.total(kind);
    if (!total) continue;
    use.total = saturating_add(use.total.value_or(Bytes{}), *total);
    const auto used = seen.vendor.used(kind);
    if (used) use.used = saturating_add(use.used.value_or(Bytes{}), *used);
  }
  complete(use);
  return use;
}

ZoneUse cma_use(const Observation& seen) {
  ZoneUse use;
  if (seen.proc->meminfo) use.total = seen.proc->meminfo->cma_total;
  use.used = held_in_cma(seen);
  complete(use);
  return use;
}

ZoneUse zram_use(const Observation& seen) {
  ZoneUse use;
  for (const ZramDevice& device : seen.proc->zram) {
    if (!device.disksize || device.disksize->value == 0) continue;
    use.total = saturating_add(use.total.value_or(Bytes{}), *device.disksize);
    if (device.mm_stat) use.used = saturating_add(use.used.value_or(Bytes{}), device.mm_stat->orig_data_size);
  }
  complete(use);
  return use;
}

/// What is free of all: what programs can get, and what is left in the vendor's pools.
std::optional<Bytes> free_of_all(const ZoneUse& user, const ZoneUse& vendor) {
  if (!user.free) return std::nullopt;
  return saturating_add(*user.free, vendor.free.value_or(Bytes{}));
}

}  // namespace

std::string_view to_string(ZoneName name) {
  switch (name) {
    case ZoneName::Hardware:
      return "hardware";
    case ZoneName::Reserved:
      return "reserved";
    case ZoneName::Kernel:
      return "kernel";
    case ZoneName::User:
      return "user";
    case ZoneName::Cma:
      return "cma";
    case ZoneName::Cmm:
      return "cmm";
    case ZoneName::Swap:
      return "swap";
    case ZoneName::Zram:
      return "zram";
  }
  return {};
}

std::optional<unsigned> ZoneUse::percent() const { return total && used ? percent_of(*used, *total) : std::nullopt; }

ZoneUses zone_uses(const Observation& seen, const DeviceMemory& memory) {
  ZoneUses zones;
  ZoneUse& user = zone(zones, ZoneName::User);
  ZoneUse& swap = zone(zones, ZoneName::Swap);
  if (const auto& info = seen.proc->meminfo) {
    user = {info->mem_total, std::nullopt, info->mem_available};
    swap = {info->swap_total, std::nullopt, info->swap_free};
    complete(user);
    complete(swap);
  }
  const ZoneUse vendor = vendor_use(seen);
  zone(zones, ZoneName::Cmm) = vendor;
  zone(zones, ZoneName::Cma) = cma_use(seen);
  zone(zones, ZoneName::Zram) = zram_use(seen);
  if (!memory.installed) return zones;

  zone(zones, ZoneName::Reserved) = {memory.reserved, memory.reserved, Bytes{}};
  ZoneUse& hardware = zone(zones, ZoneName::Hardware);
  hardware = {memory.installed->size, std::nullopt, free_of_all(user, vendor)};
  complete(hardware);
  if (user.total) {
    Bytes kernel = saturating_sub(memory.installed->size, *user.total);
    kernel = saturating_sub(saturating_sub(kernel, memory.reserved), memory.vendor_pools);
    zone(zones, ZoneName::Kernel) = {kernel, kernel, Bytes{}};
  }
  return zones;
}

StatusView status_view(const Observation& seen, const DeviceMemory& memory, bool with_account) {
  StatusView view{.device = {},
                  .recognised_by = {},
                  .seen = seen,
                  .memory = memory,
                  .zones = zone_uses(seen, memory),
                  .knobs = {},
                  .split = split_answer(seen, memory),
                  .account = {}};
  if (const Device* const device = seen.recognition.device) {
    view.device = device->name + (device->chip.empty() ? "" : " (" + device->chip + ')');
    view.recognised_by = seen.recognition.why;
  } else if (seen.tree) {
    view.device = seen.tree->model;
  }
  view.knobs[static_cast<std::size_t>(ZoneName::Cmm)] = knob_text(seen, Share::Cmm);
  std::string& pool_knob = view.knobs[static_cast<std::size_t>(ZoneName::Cmm)];
  if (pool_knob.empty()) pool_knob = knob_text(seen, Share::Ion);
  view.knobs[static_cast<std::size_t>(ZoneName::Cma)] = knob_text(seen, Share::Cma);
  if (with_account) view.account = account(account_facts(seen, memory));
  return view;
}

void refresh(StatusView& view) { view.zones = zone_uses(view.seen, view.memory); }

MaixMemoryInfo maix_view(const Observation& seen) {
  MaixInput input;
  if (seen.proc->meminfo) {
    input.mem_total = seen.proc->meminfo->mem_total;
    input.mem_available = seen.proc->meminfo->mem_available;
  }
  const MaixRule rule = seen.recognition.device == nullptr ? MaixRule{} : seen.recognition.device->maix;
  if (rule.cmm != MaixRule::CmmSource::None) {
    const Kind kind = rule.cmm == MaixRule::CmmSource::AxeraCmm ? Kind::Cmm : Kind::Ion;
    input.pool_total = seen.vendor.total(kind);
    input.pool_used = seen.vendor.used(kind);
  }
  return maix_memory_info(rule, input);
}

}  // namespace rampart
