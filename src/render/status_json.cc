#include "render/status_json.h"

#include "render/json_parts.h"

namespace rampart {
namespace {

Json zone_json(ZoneName name, const ZoneUse& use, const std::string& knob) {
  Json zone;
  zone["zone"] = to_string(name);
  zone["total"] = or_null(use.total);
  zone["used"] = or_null(use.used);
  zone["free"] = or_null(use.free);
  const auto percent = use.percent();
  zone["percent"] = percent ? Json(*percent) : Json(nullptr);
  if (!knob.empty()) zone["knob"] = knob;
  return zone;
}

Json zones_json(const StatusView& view) {
  Json zones = Json::array();
  for (std::size_t i = 0; i < zone_count; ++i) {
    zones.push_back(zone_json(static_cast<ZoneName>(i), view.zones[i], view.knobs[i]));
  }
  return zones;
}

Json pages_json(const std::optional<Pages>& pages, const std::optional<Bytes>& page_size) {
  const auto size = pages && page_size ? size_of(*pages, *page_size) : std::nullopt;
  return or_null(size);
}

Json cma_pools_json(const Observation& seen) {
  const auto& page = seen.proc->page_size;
  Json pools = Json::array();
  for (const CmaArea& area : seen.cma.areas) {
    Json pool;
    pool["name"] = area.name;
    pool["size"] = pages_json(area.count ? area.count : area.counters.total_pages, page);
    pool["used"] = pages_json(held_now(area), page);
    pool["largest_free"] = pages_json(area.maxchunk, page);
    pool["alloc_success"] = pages_json(area.counters.alloc_pages_success, page);
    pool["alloc_fail"] = pages_json(area.counters.alloc_pages_fail, page);
    pools.push_back(std::move(pool));
  }
  return pools;
}

Json vendor_pools_json(const Observation& seen) {
  Json pools = Json::array();
  for (const VendorPoolFile& file : seen.vendor.files) {
    for (const VendorPool& pool : file.text.pools) {
      Json json;
      json["vendor"] = pool.vendor;
      json["name"] = pool.name;
      json["kind"] = to_string(pool.kind);
      if (pool.range) json["base"] = to_json(pool.range->base());
      json["total"] = or_null(pool.total);
      json["used"] = or_null(pool.used);
      json["blocks"] = pool.blocks.size();
      json["origin"] = to_string(SourcePos{file.path, pool.line, 0});
      pools.push_back(std::move(json));
    }
  }
  return pools;
}

Json zram_json(const Observation& seen) {
  Json devices = Json::array();
  for (const ZramDevice& device : seen.proc->zram) {
    Json json;
    json["name"] = device.name;
    json["disksize"] = or_null(device.disksize);
    json["algorithm"] = device.algorithms ? Json(device.algorithms->chosen) : Json(nullptr);
    if (const auto& stat = device.mm_stat) {
      json["original"] = stat->orig_data_size.value;
      json["compressed"] = stat->compr_data_size.value;
      json["memory"] = stat->mem_used_total.value;
      json["limit"] = or_null(stat->mem_limit);
      json["peak"] = or_null(stat->mem_used_max);
    }
    devices.push_back(std::move(json));
  }
  return devices;
}

Json dmabuf_json(const DmabufHolders& dmabuf) {
  Json json;
  json["buffers"] = dmabuf.count ? Json(*dmabuf.count) : Json(nullptr);
  json["size"] = or_null(dmabuf.total);
  json["holders"] = Json::array();
  for (const DmabufHolder& holder : dmabuf.holders) {
    json["holders"].push_back(Json{{"pid", holder.pid},
                                   {"comm", holder.comm},
                                   {"buffers", holder.references.size()},
                                   {"size", holder.size.value},
                                   {"shared", holder.shared.value}});
  }
  json["kernel_only_buffers"] = dmabuf.kernel_only ? Json(dmabuf.kernel_only->size()) : Json(nullptr);
  json["kernel_only_size"] = or_null(dmabuf.kernel_only_size);
  return json;
}

std::string_view role_word(AccountLine::Role role) {
  switch (role) {
    case AccountLine::Role::Installed:
      return "installed";
    case AccountLine::Role::Share:
      return "share";
    case AccountLine::Role::Returned:
      return "returned";
    case AccountLine::Role::Total:
      return "total";
    case AccountLine::Role::Inside:
      return "inside";
    case AccountLine::Role::Remark:
      return "remark";
  }
  return {};
}

Json account_lines(const std::vector<AccountLine>& lines) {
  Json all = Json::array();
  for (const AccountLine& line : lines) {
    all.push_back(Json{{"role", role_word(line.role)},
                       {"name", line.name},
                       {"size", line.size.value},
                       {"detail", line.detail},
                       {"origin", line.origin},
                       {"knob", line.knob}});
  }
  return all;
}

Json device_json(const StatusView& view) {
  Json device;
  const Device* const known = view.seen.recognition.device;
  device["name"] = view.device;
  device["id"] = known == nullptr ? Json(nullptr) : Json(known->id);
  device["recognised_by"] = view.recognised_by;
  if (view.split) {
    device["split"] = view.split->text;
    device["departs"] = !view.split->departures.empty();
  }
  return device;
}

}  // namespace

std::string status_json(const StatusView& view) {
  Json document;
  document["schema"] = "rampart.status/1";
  document["device"] = device_json(view);
  document["kernel"] = view.seen.kernel ? Json(view.seen.kernel->text) : Json(nullptr);
  document["uptime_seconds"] = view.seen.uptime ? Json(view.seen.uptime->count() / 1000) : Json(nullptr);
  document["zones"] = zones_json(view);
  document["cma_pools"] = cma_pools_json(view.seen);
  document["vendor_pools"] = vendor_pools_json(view.seen);
  document["zram"] = zram_json(view.seen);
  Json heaps = Json::array();
  for (const DmaHeap& heap : view.seen.heaps.heaps) heaps.push_back(heap.path);
  document["dma_heaps"] = std::move(heaps);
  document["dmabuf"] = dmabuf_json(view.seen.dmabuf);
  if (!view.account.empty()) document["account"] = account_lines(view.account);
  document["findings"] = to_json(view.seen.findings());
  document["notes"] = to_json(view.seen.notes());
  return to_text(document);
}

std::string account_json(const std::vector<AccountLine>& lines) {
  Json document;
  document["schema"] = "rampart.account/1";
  document["account"] = account_lines(lines);
  return to_text(document);
}

std::string maix_json(const MaixMemoryInfo& info) {
  Json document;
  document["cma_total"] = info.cma_total.value;
  document["cma_used"] = info.cma_used.value;
  document["cmm_total"] = info.cmm_total.value;
  document["cmm_used"] = info.cmm_used.value;
  if (info.hw_total) document["hw_total"] = info.hw_total->value;
  document["total"] = info.total.value;
  document["used"] = info.used.value;
  return to_text(document);
}

}  // namespace rampart
