#include "render/cma_json.h"

#include "render/json_parts.h"

namespace rampart {
namespace {

Json view_head(const CmaView& view, std::string_view schema) {
  Json document;
  document["schema"] = schema;
  document["page_size"] = view.page_size.value;
  document["alignment_cap"] = Json{{"order", view.alignment_cap},
                                   {"size", view.page_size.value << view.alignment_cap},
                                   {"assumed", view.cap_is_assumed}};
  return document;
}

void put_tail(const CmaView& view, Json& document) {
  document["findings"] = to_json(view.findings);
  document["notes"] = to_json(view.notes);
}

Json fragmentation_json(const std::optional<CmaFragmentation>& measured) {
  if (!measured) return nullptr;
  Json json{{"unusable", measured->unusable.value}, {"percent", measured->percent()}};
  if (measured->count) json["fits"] = *measured->count;
  return json;
}

/// Where a pool lies and how full it is.
void add_use(Json& json, const CmaPoolView& pool) {
  json["base"] = or_null(pool.base);
  json["size"] = or_null(pool.size);
  json["used"] = or_null(pool.used);
  json["free"] = or_null(pool.free);
  json["largest_free"] = or_null(pool.largest_free);
}

Json pool_json(const CmaPoolView& pool, const CmaView& view, const std::optional<CmaRequest>& request) {
  Json json;
  json["name"] = pool.name;
  json["default"] = pool.is_default;
  add_use(json, pool);
  json["fragmentation"] = fragmentation_json(fragmentation(pool, view.page_size, request));
  json["alloc_success"] = or_null(pool.alloc_success);
  json["alloc_fail"] = or_null(pool.alloc_fail);
  json["release_success"] = or_null(pool.release_success);
  json["heaps"] = pool.heaps;
  json["devices"] = pool.users;
  return json;
}

Json range_json(const CmaPoolRange& range, Bytes page_size) {
  Json json = to_json(range.range);
  json["free_runs"] = Json::array();
  for (const PageRun& run : range.free->runs) {
    const PhysAddr base{range.range.base().value + run.first.value * page_size.value};
    json["free_runs"].push_back(Json{{"base", to_json(base)}, {"size", run.count.value * page_size.value}});
  }
  return json;
}

Json report_json(const CmaBitmapReport& report, Bytes page_size) {
  const CmaPoolView& pool = *report.pool;
  Json json;
  json["name"] = pool.name;
  add_use(json, pool);
  json["order_per_bit"] = pool.order_per_bit;
  json["ranges"] = Json::array();
  for (const CmaPoolRange& range : pool.ranges) json["ranges"].push_back(range_json(range, page_size));
  json["free_run_classes"] = Json::array();
  for (const CmaRunClass& each : report.runs) {
    json["free_run_classes"].push_back(
        Json{{"at_least", each.at_least.value}, {"count", each.count}, {"size", each.size.value}});
  }
  json["largest"] = Json::array();
  for (const CmaLargest& each : report.largest) {
    json["largest"].push_back(Json{{"alignment", each.alignment.value}, {"place", or_null(each.place)}});
  }
  json["largest_dma"] = or_null(report.largest_dma);
  json["requests"] = Json::array();
  for (const CmaTrial& trial : report.trials) {
    json["requests"].push_back(Json{{"size", trial.size.value},
                                    {"alignment", trial.alignment.value},
                                    {"would_succeed", trial.place.has_value()},
                                    {"at", or_null(trial.place)},
                                    {"fits", trial.count}});
  }
  return json;
}

}  // namespace

std::string cma_list_json(const CmaView& view, const std::optional<Bytes>& want) {
  Json document = view_head(view, "rampart.cma-list/1");
  const auto request = want ? std::optional{request_for(*want, view)} : std::nullopt;
  document["want"] = nullptr;
  if (request) {
    document["want"] = Json{{"size", want->value}, {"alignment", view.page_size.value << request->alignment_order}};
  }
  document["pools"] = Json::array();
  for (const CmaPoolView& pool : view.pools) document["pools"].push_back(pool_json(pool, view, request));
  put_tail(view, document);
  return to_text(document);
}

std::string cma_bitmap_json(const CmaView& view, const std::vector<CmaBitmapReport>& reports) {
  Json document = view_head(view, "rampart.cma-bitmap/1");
  document["no_room_errno"] = view.no_room_errno ? Json(*view.no_room_errno) : Json(nullptr);
  document["pools"] = Json::array();
  for (const CmaBitmapReport& report : reports) document["pools"].push_back(report_json(report, view.page_size));
  put_tail(view, document);
  return to_text(document);
}

}  // namespace rampart
