#include "render/map_json.h"

#include "render/json_parts.h"
#include "render/map_words.h"

namespace rampart {
namespace {

Json row_json(const MapRow& row, const MemoryMap& map) {
  Json json = to_json(row.range);
  json["kind"] = to_string(row.kind);
  if (row.region) {
    json["name"] = map.regions()[*row.region].name;
    json["region"] = *row.region;
  }
  if (row.slack) json["slack"] = true;
  return json;
}

/// The rows that are spans: what is covered owns no byte, and stands among the regions.
Json spans_json(const MemoryMap& map) {
  Json array = Json::array();
  for (const MapRow& row : map_rows(map)) {
    if (!row.covered) array.push_back(row_json(row, map));
  }
  return array;
}

Json sums_json(const std::vector<KindSum>& sums) {
  Json json = Json::object();
  for (const KindSum& sum : sums) json[std::string{to_string(sum.kind)}] = sum.size.value;
  return json;
}

Json ram_json(const MapSums& sums) {
  Json json = Json::object();
  json["taken"] = sums_json(sums.inside);
  json["free"] = sums.free.value;
  json["free_to"] = to_string(sums.free_to);
  json["outside"] = sums_json(sums.outside);
  return json;
}

}  // namespace

std::string map_json(const MapView& view) {
  const MemoryMap& map = view.map;
  const MapSums sums = map_sums(map, view.free_to);
  Json json = Json::object();
  json["schema"] = "rampart.map/1";
  json["device"] = view.title;
  json["sources"] = view.sources;
  json["installed"] = sums.installed.value;
  json["regions"] = to_json(map.regions());
  json["dynamic"] = to_json(map.dynamic());
  json["spans"] = spans_json(map);
  json["sums"] = sums_json(kind_sums(map));
  json["ram"] = ram_json(sums);
  json["findings"] = to_json(all_findings(view));
  json["notes"] = to_json(view.notes);
  return to_text(json);
}

}  // namespace rampart
