#include "render/predict_json.h"

#include <rampart/model/origin.h>

#include "render/json_parts.h"

namespace rampart {
namespace {

Json to_json(const PredictedRegion& region) {
  Json json = Json::object();
  json["name"] = region.name;
  json["base"] = rampart::to_json(region.range.base());
  json["size"] = region.range.size().value;
  json["kind"] = to_string(region.kind);
  json["placement"] = region.is_dynamic ? "dynamic" : "static";
  json["from"] = to_string(region.from);
  json["no_map"] = region.attributes.no_map;
  json["reusable"] = region.attributes.reusable;
  json["default"] = region.attributes.is_default;
  json["activated"] = region.is_activated;
  json["origin"] = to_string(region.origin);
  return json;
}

Json to_json(const RefusedRegion& region) {
  Json json = Json::object();
  json["name"] = region.name;
  json["reason"] = region.reason;
  json["message"] = region.message;
  json["origin"] = to_string(region.origin);
  return json;
}

void add(Json& json, const Prediction& prediction) {
  json["kernel"] = to_string(prediction.kernel);
  json["arch"] = to_string(prediction.architecture);
  json["ram"] = rampart::to_json(prediction.ram);
  json["regions"] = Json::array();
  for (const PredictedRegion& region : prediction.regions) json["regions"].push_back(to_json(region));
  json["failed"] = Json::array();
  for (const RefusedRegion& region : prediction.failed) json["failed"].push_back(to_json(region));
  const auto& name = prediction.default_cma.name;
  json["default_cma"] = {{"name", name ? Json(*name) : Json(nullptr)},
                         {"from", to_string(prediction.default_cma.from)}};
  json["cma_total"] = prediction.cma_total.value;
  json["findings"] = rampart::to_json(prediction.findings);
  json["assumptions"] = prediction.assumptions;
  json["log"] = prediction.log;
}

}  // namespace

std::string predict_json(std::span<const Prediction> predictions) {
  Json document = Json::object();
  document["schema"] = "rampart.predict/1";
  if (predictions.size() == 1) {
    add(document, predictions.front());
    return to_text(document);
  }
  document["predictions"] = Json::array();
  for (const Prediction& prediction : predictions) {
    Json one = Json::object();
    add(one, prediction);
    document["predictions"].push_back(std::move(one));
  }
  return to_text(document);
}

}  // namespace rampart
