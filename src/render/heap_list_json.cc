#include "render/heap_json.h"
#include "render/heap_list_text.h"

namespace rampart {
namespace {

Json flag_json(const std::optional<bool>& flag) { return flag ? Json(*flag) : Json(nullptr); }

Json to_json(const HeapFacts& heap) {
  Json json;
  json["name"] = heap.name;
  json["path"] = heap.path;
  json["backing"] = to_string(heap.backing);
  json["pool"] = or_null(heap.pool);
  json["contiguous"] = flag_json(heap.contiguous);
  json["cached"] = flag_json(heap.cached);
  json["below_4_gib"] = flag_json(heap.below_4_gib);
  return json;
}

}  // namespace

Json to_json(const PoolFacts& pool) {
  Json json;
  json["name"] = pool.name;
  json["default"] = pool.is_default;
  json["base"] = pool.range ? to_json(pool.range->base()) : Json(nullptr);
  json["size"] = or_null(pool.size);
  json["used"] = or_null(pool.usage.used);
  json["free"] = or_null(pool.usage.free);
  json["largest_free"] = or_null(pool.usage.largest_free);
  return json;
}

std::string heap_list_json(const HeapList& list) {
  Json json = Json::object();
  json["schema"] = "rampart.heap-list/1";
  json["heaps"] = Json::array();
  for (const HeapFacts& heap : list.heaps) json["heaps"].push_back(to_json(heap));
  json["pools_without_heap"] = Json::array();
  for (const HeaplessPool& each : list.heapless) {
    json["pools_without_heap"].push_back(
        Json{{"pool", to_json(each.pool)}, {"reason", each.reason}, {"remedy", each.remedy}});
  }
  json["notes"] = to_json(list.notes);
  return to_text(json);
}

}  // namespace rampart
