#include "render/check_sarif.h"

#include <fmt/format.h>
#include <map>
#include <string>

#include "analyses/check/rules.h"
#include "render/json_parts.h"

namespace rampart {
namespace {

/// A path as a relative reference: what RFC 3986 does not allow in one is escaped.
std::string uri_of(std::string_view path) {
  constexpr std::string_view allowed = "-._~/!$&'()*+,;=@";
  std::string uri;
  for (const char letter : path) {
    const auto code = static_cast<unsigned char>(letter);
    const bool is_word =
        (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
    if (is_word || allowed.find(letter) != std::string_view::npos) {
      uri += letter;
    } else {
      uri += fmt::format("%{:02X}", code);
    }
  }
  return path.starts_with('/') ? "file://" + uri : uri;
}

Json text_json(std::string_view text) {
  Json json = Json::object();
  json["text"] = text;
  return json;
}

Json location_json(const Origin& origin) {
  Json location = Json::object();
  if (!origin.where.file.empty()) {
    Json& physical = location["physicalLocation"];
    physical["artifactLocation"]["uri"] = uri_of(origin.where.file);
    if (origin.where.line != 0) physical["region"]["startLine"] = origin.where.line;
    if (origin.where.line != 0 && origin.where.column != 0) physical["region"]["startColumn"] = origin.where.column;
  }
  if (!origin.detail.empty()) {
    Json logical = Json::object();
    logical["fullyQualifiedName"] = origin.detail;
    location["logicalLocations"] = Json::array({std::move(logical)});
  }
  return location;
}

/// What the person reads beside the line: the fault, what the kernel does, what to do.
std::string message_of(const CheckReport& report, const ReportedFinding& each) {
  std::string text = each.finding.message + '.';
  if (!each.finding.effect.empty()) text += ' ' + each.finding.effect + '.';
  if (!each.finding.help.empty()) text += " Help: " + each.finding.help + '.';
  if (each.boards.size() > 1) {
    text += fmt::format(" In {} and {} more boards.", report.boards[each.boards.front()].file, each.boards.size() - 1);
  }
  return text;
}

class Log {
 public:
  explicit Log(const CheckReport& report) : report_{report} {
    for (const ReportedFinding& each : report.findings) add(each, false);
    for (const ReportedFinding& each : report.suppressed) add(each, true);
  }

  Json run(std::string_view version) && {
    Json driver = Json::object();
    driver["name"] = "rampart";
    driver["version"] = version;
    driver["rules"] = std::move(rules_);
    Json run = Json::object();
    run["tool"]["driver"] = std::move(driver);
    run["columnKind"] = "unicodeCodePoints";
    run["results"] = std::move(results_);
    return run;
  }

 private:
  void add(const ReportedFinding& each, bool is_suppressed) {
    const Finding& finding = each.finding;
    Json result = Json::object();
    result["ruleId"] = finding.rule;
    result["ruleIndex"] = index_of(finding.rule);
    result["level"] = to_string(finding.severity);
    result["message"] = text_json(message_of(report_, each));
    Json related = Json::array();
    for (const Origin& origin : finding.locations) {
      Json location = location_json(origin);
      if (!result.contains("locations")) {
        result["locations"] = Json::array({std::move(location)});
      } else if (location.contains("physicalLocation")) {
        location["message"] = text_json(origin.detail.empty() ? "here" : origin.detail);
        related.push_back(std::move(location));
      }
    }
    if (!related.empty()) result["relatedLocations"] = std::move(related);
    if (is_suppressed) {
      Json suppression = Json::object();
      suppression["kind"] = "external";
      suppression["justification"] = each.reason;
      result["suppressions"] = Json::array({std::move(suppression)});
    }
    results_.push_back(std::move(result));
  }

  std::size_t index_of(const std::string& id) {
    const auto [known, is_new] = indices_.try_emplace(id, indices_.size());
    if (!is_new) return known->second;
    Json json = Json::object();
    json["id"] = id;
    if (const Rule* const rule = find_rule(id); rule != nullptr) {
      json["shortDescription"] = text_json(rule->title);
      json["fullDescription"] = text_json(rule->explanation);
      json["help"] = text_json(rule->remedy);
      json["defaultConfiguration"]["level"] = to_string(rule->severity);
    }
    rules_.push_back(std::move(json));
    return known->second;
  }

  const CheckReport& report_;
  std::map<std::string, std::size_t, std::less<>> indices_;
  Json rules_ = Json::array();
  Json results_ = Json::array();
};

}  // namespace

std::string check_sarif(const CheckReport& report, std::string_view version) {
  Json json = Json::object();
  json["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  json["version"] = "2.1.0";
  json["runs"] = Json::array({Log{report}.run(version)});
  return to_text(json);
}

}  // namespace rampart
