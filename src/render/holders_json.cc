#include "render/holders_json.h"

#include <utility>

#include "render/json_parts.h"

namespace rampart {
namespace {

Json buffer_json(const DmabufBuffer& buffer) {
  Json json;
  json["inode"] = buffer.ino;
  json["name"] = buffer.name;
  json["exporter"] = buffer.exporter;
  json["size"] = buffer.size.value;
  json["nr_procs"] = buffer.pids.size();
  json["file_count"] = buffer.file_count ? Json(*buffer.file_count) : Json(nullptr);
  json["devices"] = buffer.devices;
  return json;
}

Json process_json(const DmabufProcess& process) {
  Json json;
  json["process"] = process.comm;
  json["pid"] = process.pid;
  json["rss"] = process.rss.value;
  json["pss"] = process.pss.value;
  json["fd_refs"] = process.descriptors();
  json["map_refs"] = process.mappings();
  json["unidentified"] = process.unidentified;
  json["buffers"] = Json::array();
  for (const DmabufShare& share : process.shares) {
    Json buffer = buffer_json(*share.buffer);
    buffer["pss"] = share.pss.value;
    buffer["fd_refs"] = share.reference.descriptors;
    buffer["map_refs"] = share.reference.mappings;
    buffer["mapped"] = share.reference.mapped.value;
    json["buffers"].push_back(std::move(buffer));
  }
  return json;
}

Json totals_json(const DmabufShares& shares) {
  Json json;
  json["buffers"] = shares.count ? Json(*shares.count) : Json(nullptr);
  json["size"] = or_null(shares.total);
  json["userspace_rss"] = shares.rss.value;
  json["userspace_pss"] = shares.pss.value;
  json["kernel_rss"] = shares.unheld_by_kernel ? Json(shares.unheld_size.value) : Json(nullptr);
  json["without_holder"] = shares.unheld_size.value;
  return json;
}

}  // namespace

std::string holders_json(const DmabufShares& shares, const std::vector<Note>& notes) {
  Json document;
  document["schema"] = "rampart.cma-holders/1";
  document["supported"] = shares.supported;
  document["totals"] = totals_json(shares);
  document["processes"] = Json::array();
  for (const DmabufProcess& process : shares.processes) document["processes"].push_back(process_json(process));
  document["without_holder"] = Json::array();
  for (const DmabufBuffer* const buffer : shares.unheld) document["without_holder"].push_back(buffer_json(*buffer));
  document["exporters"] = Json::array();
  for (const DmabufExporter& each : shares.exporters) {
    document["exporters"].push_back(Json{{"name", each.name},
                                         {"buffers", each.buffers},
                                         {"size", each.size.value},
                                         {"in_processes", each.in_processes.value}});
  }
  document["pools"] = Json::array();
  for (const CmaPoolHolders& pool : shares.pools) {
    document["pools"].push_back(Json{{"name", pool.name},
                                     {"used", pool.used.value},
                                     {"in_processes", or_null(pool.in_processes)},
                                     {"kernel_buffers", or_null(pool.kernel_buffers)},
                                     {"other", or_null(pool.other)}});
  }
  document["notes"] = to_json(notes);
  return to_text(document);
}

}  // namespace rampart
