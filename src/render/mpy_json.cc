#include "render/mpy_json.h"

#include "analyses/cma_view.h"

namespace rampart {
namespace {

Json python_board_json(const PythonPaste& paste) {
  const PythonBanner banner = paste.banner.value_or(PythonBanner{});
  const PythonImplementation known = paste.implementation.value_or(PythonImplementation{});
  Json json = Json::object();
  json["name"] = text_or_null(banner.board);
  json["chip"] = text_or_null(banner.chip);
  json["version"] = text_or_null(banner.version.empty() ? known.version : banner.version);
  json["date"] = text_or_null(banner.date);
  json["machine"] = text_or_null(known.machine);
  json["build"] = text_or_null(known.build);
  return json;
}

Json area_json(const PythonAreaReport& area) {
  Json json = Json::object();
  json["base"] = to_json(PhysAddr{area.start});
  json["size"] = area.size.value;
  json["used"] = area.used.value;
  json["free"] = area.free.value;
  json["largest_free"] = area.largest_free.value;
  json["blocks"] = to_json(area.occupancy);
  json["line"] = area.line;
  return json;
}

Json object_json(const PythonObjectSum& sum) {
  Json json = Json::object();
  json["letter"] = std::string{sum.letter};
  json["name"] = sum.name;
  json["count"] = sum.count;
  json["size"] = sum.size.value;
  return json;
}

Json stack_json(const PythonHeapReport& heap) {
  if (!heap.stack_used) return nullptr;
  return Json{{"used", heap.stack_used->value}, {"limit", or_null(heap.stack_limit)}};
}

Json allocations_json(const PythonMemInfo& info) {
  if (!info.allocations) return nullptr;
  return Json{{"total", info.allocations->total.value},
              {"current", info.allocations->current.value},
              {"peak", info.allocations->peak.value}};
}

/// As `cma list` says it.
Json fragmentation_of(const PythonHeapReport& heap) {
  if (!heap.largest_free) return nullptr;
  const CmaFragmentation measured{heap.free, saturating_sub(heap.free, *heap.largest_free), std::nullopt};
  return Json{{"unusable", measured.unusable.value}, {"percent", measured.percent()}};
}

Json dump_json(const PythonMemInfo& info, const PythonHeapReport& heap) {
  Json json = Json::object();
  json["line"] = heap.line;
  json["total"] = heap.total.value;
  json["used"] = heap.used.value;
  json["free"] = heap.free.value;
  json["max_new_split"] = or_null(heap.max_new_split);
  json["reachable"] = heap.reachable.value;
  json["largest_free"] = or_null(heap.largest_free);
  json["fragmentation"] = fragmentation_of(heap);
  json["largest_object"] = or_null(heap.largest_object);
  json["block"] = heap.block.value;
  json["block_assumed"] = heap.block_is_assumed;
  json["stack"] = stack_json(heap);
  json["allocations"] = allocations_json(info);
  json["areas"] = Json::array();
  for (const PythonAreaReport& area : heap.areas) json["areas"].push_back(area_json(area));
  json["objects"] = Json::array();
  for (const PythonObjectSum& sum : heap.objects) json["objects"].push_back(object_json(sum));
  return json;
}

Json answers_json(const std::vector<PythonAnswer>& answers) {
  Json json = Json::array();
  for (const PythonAnswer& answer : answers) {
    json.push_back(Json{{"value", answer.value.value}, {"line", answer.line}});
  }
  return json;
}

Json idf_json(const PythonPaste& paste) {
  if (!paste.idf_heaps) return nullptr;
  Json json = Json::array();
  for (const IdfHeap& heap : paste.idf_heaps->heaps) {
    json.push_back(Json{{"total", heap.total.value},
                        {"free", heap.free.value},
                        {"largest_free", heap.largest_free.value},
                        {"least_free", heap.least_free.value}});
  }
  return json;
}

Json qstr_json(const PythonPaste& paste) {
  if (!paste.qstr) return nullptr;
  return Json{{"pools", paste.qstr->pools},
              {"strings", paste.qstr->strings},
              {"string_bytes", paste.qstr->string_bytes.value},
              {"total_bytes", paste.qstr->total_bytes.value}};
}

}  // namespace

Json mpy_json_body(const PythonPaste& paste, const PythonReport& report) {
  Json json = Json::object();
  json["file"] = paste.file;
  json["board"] = python_board_json(paste);
  json["dumps"] = Json::array();
  for (std::size_t i = 0; i < report.heaps.size(); ++i) {
    json["dumps"].push_back(dump_json(paste.dumps[i], report.heaps[i]));
  }
  json["mem_alloc"] = answers_json(paste.mem_alloc);
  json["mem_free"] = answers_json(paste.mem_free);
  json["idf_heaps"] = idf_json(paste);
  json["interned_strings"] = qstr_json(paste);
  json["heap_place"] = paste.heap_place ? to_json(paste.heap_place->range) : Json(nullptr);
  json["findings"] = to_json(report.findings);
  return json;
}

std::string mpy_parse_json(const PythonPaste& paste, const PythonReport& report) {
  Json json = Json::object();
  json["schema"] = "rampart.mpy-parse/1";
  json.update(mpy_json_body(paste, report));
  return to_text(json);
}

}  // namespace rampart
