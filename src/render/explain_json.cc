#include "render/explain_json.h"

namespace rampart {
namespace {

Json value_json(const FactScalar& scalar) { return fact_json(scalar); }

Json value_json(const FactObject& object) {
  Json json = Json::object();
  for (const auto& [name, value] : object) json[name] = value_json(value);
  return json;
}

template <typename Part>
Json value_json(const std::vector<Part>& parts) {
  Json json = Json::array();
  for (const Part& part : parts) json.push_back(value_json(part));
  return json;
}

Json consequences_json(const std::vector<Consequence>& consequences) {
  Json array = Json::array();
  for (const Consequence& consequence : consequences) {
    Json json = Json::object();
    json["rule"] = text_or_null(consequence.rule);
    json["message"] = consequence.message;
    json["lines"] = evidence_json(consequence.lines);
    array.push_back(std::move(json));
  }
  return array;
}

Json cause_json(const Cause& cause) {
  Finding finding = cause.finding;
  for (const EvidenceLine& line : cause.evidence) finding.locations.push_back(line.where);
  Json json = to_json(finding);
  json["class"] = cause.cause_class;
  json["confidence"] = to_string(cause.confidence);
  json["facts"] = Json::object();
  for (const auto& [name, value] : cause.facts) {
    json["facts"][name] = std::visit([](const auto& each) { return value_json(each); }, value);
  }
  json["evidence"] = evidence_json(cause.evidence);
  json["more_evidence"] = cause.more_evidence;
  json["checked"] = cause.checked;
  json["consequences"] = consequences_json(cause.consequences);
  return json;
}

Json log_json(const ExplainedLog& log) {
  Json json = Json::object();
  json["file"] = log.file;
  json["lines"] = log.line_count;
  json["boots"] = log.boots;
  json["boot"] = log.boot;
  json["understood"] = Json::object();
  for (const auto& [what, count] : log.counts) json["understood"][std::string{to_string(what)}] = count;
  return json;
}

Json pool_json(const StoryPool& pool) {
  Json json = Json::object();
  json["name"] = pool.name;
  json["base"] = pool.range ? to_json(pool.range->base()) : Json(nullptr);
  json["size"] = or_null(pool.size);
  json["default"] = pool.is_default;
  json["free"] = or_null(pool.free);
  json["largest_free"] = or_null(pool.largest_free);
  return json;
}

}  // namespace

Json fact_json(const FactScalar& value) {
  return std::visit([](const auto& each) { return Json(each); }, value);
}

Json evidence_json(const std::vector<EvidenceLine>& lines) {
  Json array = Json::array();
  for (const EvidenceLine& line : lines) {
    Json json = Json::object();
    json["file"] = line.where.where.file;
    json["line"] = line.where.where.line;
    json["text"] = line.text;
    array.push_back(std::move(json));
  }
  return array;
}

Json causes_json(const std::vector<Cause>& causes) {
  Json array = Json::array();
  for (const Cause& cause : causes) array.push_back(cause_json(cause));
  return array;
}

Json explained_logs_json(const std::vector<ExplainedLog>& logs) {
  Json array = Json::array();
  for (const ExplainedLog& log : logs) array.push_back(log_json(log));
  return array;
}

std::string explain_json(const ExplainReport& report) {
  Json json = Json::object();
  json["schema"] = "rampart.explain/1";
  json["language"] = report.language == Language::Chinese ? "zh" : "en";
  json["logs"] = explained_logs_json(report.logs);
  json["boards"] = report.boards;
  json["kernel"] = text_or_null(report.kernel);
  json["machine"] = text_or_null(report.machine);
  json["ram"] = or_null(report.ram);
  json["pools"] = Json::array();
  for (const StoryPool& pool : report.pools) json["pools"].push_back(pool_json(pool));
  json["findings"] = causes_json(report.causes);
  json["notes"] = to_json(report.notes);
  return to_text(json);
}

}  // namespace rampart
