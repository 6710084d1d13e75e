#include "render/json_parts.h"

#include "render/map_words.h"

namespace rampart {
namespace {

void add_attributes(Json& json, const Attributes& attributes) {
  json["no_map"] = attributes.no_map;
  json["reusable"] = attributes.reusable;
  json["default"] = attributes.is_default;
  json["anonymous"] = attributes.anonymous;
}

Json to_json(const Origin& origin) {
  Json json = {{"file", origin.where.file}};
  if (origin.where.line != 0) json["line"] = origin.where.line;
  if (origin.where.column != 0) json["column"] = origin.where.column;
  if (!origin.detail.empty()) json["path"] = origin.detail;
  return json;
}

Json texts(const std::vector<Origin>& origins) {
  Json array = Json::array();
  for (const Origin& origin : origins) array.push_back(to_string(origin));
  return array;
}

}  // namespace

Json to_json(PhysAddr address) { return address_text(address); }

Json to_json(const PhysRange& range) {
  Json json = Json::object();
  json["base"] = to_json(range.base());
  json["size"] = range.size().value;
  return json;
}

Json to_json(const Usage& usage) {
  Json json = Json::object();
  if (usage.used) json["used"] = usage.used->value;
  if (usage.free) json["free"] = usage.free->value;
  if (usage.largest_free) json["largest_free"] = usage.largest_free->value;
  return json;
}

Json to_json(const Occupancy& occupancy) {
  Json json = Json::object();
  json["block"] = occupancy.block.value;
  Json runs = Json::array();
  for (const Occupancy::Run& run : occupancy.runs) runs.push_back(Json::array({to_string(run.state), run.size.value}));
  json["runs"] = std::move(runs);
  return json;
}

Json to_json(const Region& region) {
  Json json = Json::object();
  json["name"] = region.name;
  json["base"] = to_json(region.range.base());
  json["size"] = region.range.size().value;
  json["kind"] = to_string(region.kind);
  add_attributes(json, region.attributes);
  json["usage"] = to_json(region.usage);
  json["users"] = region.users;
  json["origin"] = to_string(region.origin);
  json["confirmed_by"] = texts(region.confirmed_by);
  if (region.occupancy) json["blocks"] = to_json(*region.occupancy);
  return json;
}

Json to_json(const DynamicRegion& region) {
  Json json = Json::object();
  json["name"] = region.name;
  json["size"] = region.size.value;
  json["kind"] = to_string(region.kind);
  add_attributes(json, region.attributes);
  if (region.alignment) json["alignment"] = region.alignment->value;
  json["alloc_ranges"] = to_json(region.alloc_ranges);
  json["users"] = region.users;
  if (region.usage != Usage{}) json["usage"] = to_json(region.usage);
  json["origin"] = to_string(region.origin);
  return json;
}

Json to_json(const Finding& finding) {
  Json json = Json::object();
  json["rule"] = finding.rule;
  json["severity"] = to_string(finding.severity);
  json["message"] = finding.message;
  json["help"] = finding.help;
  if (!finding.effect.empty()) json["effect"] = finding.effect;
  json["regions"] = finding.regions;
  Json locations = Json::array();
  for (const Origin& origin : finding.locations) locations.push_back(to_json(origin));
  json["locations"] = std::move(locations);
  return json;
}

Json to_json(const Note& note) {
  Json json = Json::object();
  json["path"] = note.path;
  json["reason"] = note.reason;
  json["remedy"] = note.remedy;
  return json;
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json or_null(const std::optional<Bytes>& size) { return size ? Json(size->value) : Json(nullptr); }

std::string to_text(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace rampart
