#include "render/check_json.h"

#include "render/json_parts.h"

namespace rampart {
namespace {

Json board_json(const BoardCheck& board) {
  Json json = Json::object();
  json["file"] = board.file;
  json["arch"] = to_string(board.architecture);
  json["arch_assumed"] = board.architecture_assumed;
  json["regions"] = board.region_count;
  return json;
}

Json findings_json(const CheckReport& report, const std::vector<ReportedFinding>& findings) {
  Json array = Json::array();
  for (const ReportedFinding& each : findings) {
    Json json = to_json(each.finding);
    Json boards = Json::array();
    for (const std::size_t board : each.boards) boards.push_back(report.boards[board].file);
    json["boards"] = std::move(boards);
    if (!each.reason.empty()) json["reason"] = each.reason;
    array.push_back(std::move(json));
  }
  return array;
}

}  // namespace

std::string check_json(const CheckReport& report) {
  Json json = Json::object();
  json["schema"] = "rampart.check/1";
  json["kernels"] = Json::array();
  for (const KernelVersion& kernel : report.kernels) json["kernels"].push_back(to_string(kernel));
  json["kernel_assumed"] = !report.kernel_stated;
  json["boards"] = Json::array();
  for (const BoardCheck& board : report.boards) json["boards"].push_back(board_json(board));
  json["findings"] = findings_json(report, report.findings);
  json["suppressed"] = findings_json(report, report.suppressed);
  json["errors"] = report.count(Severity::Error);
  json["warnings"] = report.count(Severity::Warning);
  json["notes"] = report.count(Severity::Note);
  return to_text(json);
}

}  // namespace rampart
