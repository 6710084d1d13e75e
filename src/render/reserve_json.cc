#include "render/reserve_json.h"

#include "render/json_parts.h"
#include "render/reserve_text.h"

namespace rampart {
namespace {

Json step_json(const ReserveStep& step) {
  Json json = Json::object();
  json["region"] = step.region;
  json["renamed"] = step.renamed.empty() ? Json(nullptr) : Json(step.renamed);
  json["from"] = or_null(step.from);
  json["to"] = or_null(step.to);
  json["old_size"] = or_null(step.old_size);
  json["new_size"] = or_null(step.new_size);
  json["reason"] = step.reason;
  return json;
}

Json file_json(const ReservedFile& file) {
  Json json = Json::object();
  json["path"] = file.path;
  json["is_new"] = !file.before;
  json["diff"] = reserved_file_diff(file);
  json["backup"] = file.backup.empty() ? Json(nullptr) : Json(file.backup);
  return json;
}

Json effect_side_json(const std::optional<ChangeSide>& side) {
  if (!side) return nullptr;
  Json json = Json::object();
  json["base"] = side->base ? to_json(*side->base) : Json(nullptr);
  json["size"] = side->size.value;
  json["kind"] = to_string(side->kind);
  return json;
}

Json effect_json(const ReserveEffect& effect) {
  Json json = Json::object();
  json["kernel"] = to_string(effect.after.kernel);
  json["arch"] = to_string(effect.after.architecture);
  json["changes"] = Json::array();
  for (const Change& change : effect.changes) {
    Json each = Json::object();
    each["change"] = to_string(change.what);
    each["name"] = change.name;
    if (!change.old_name.empty()) each["old_name"] = change.old_name;
    each["before"] = effect_side_json(change.before);
    each["after"] = effect_side_json(change.after);
    json["changes"].push_back(std::move(each));
  }
  json["cma_total"] = {{"before", effect.before.cma_total.value}, {"after", effect.after.cma_total.value}};
  json["newly_refused"] = Json::array();
  for (const RefusedRegion& refused : effect.newly_refused) {
    json["newly_refused"].push_back({{"name", refused.name}, {"reason", refused.reason}, {"message", refused.message}});
  }
  json["new_findings"] = to_json(effect.new_findings);
  json["new_error"] = effect.has_new_error();
  return json;
}

}  // namespace

std::string reserve_json(const ReserveReport& report) {
  Json json = Json::object();
  json["schema"] = "rampart.reserve/1";
  json["action"] = to_string(report.action);
  json["name"] = report.name;
  json["file"] = report.file;
  json["steps"] = Json::array();
  for (const ReserveStep& step : report.plan.steps) json["steps"].push_back(step_json(step));
  json["notes"] = report.plan.notes;
  json["files"] = Json::array();
  for (const ReservedFile& file : report.files) json["files"].push_back(file_json(file));
  json["effects"] = Json::array();
  for (const ReserveEffect& effect : report.effects) json["effects"].push_back(effect_json(effect));
  json["unpredicted"] = report.unpredicted.empty() ? Json(nullptr) : Json(report.unpredicted);
  json["applied"] = report.applied;
  json["refusal"] = report.refusal.empty() ? Json(nullptr) : Json(report.refusal);
  return to_text(json);
}

}  // namespace rampart
