#include "render/json_parts.h"
#include "render/verify_text.h"

namespace rampart {
namespace {

std::string_view to_word(VerifyReport::Source source) {
  switch (source) {
    case VerifyReport::Source::Emulator:
      return "qemu";
    case VerifyReport::Source::Snapshot:
      return "snapshot";
    case VerifyReport::Source::Log:
      return "log";
  }
  return "";
}

std::string_view to_word(VerifiedRow::Answer answer) {
  switch (answer) {
    case VerifiedRow::Answer::Same:
      return "same";
    case VerifiedRow::Answer::Differs:
      return "differs";
    case VerifiedRow::Answer::Missing:
      return "missing";
    case VerifiedRow::Answer::Unexpected:
      return "unexpected";
    case VerifiedRow::Answer::NotTold:
      return "not-told";
  }
  return "";
}

Json range_json(const std::optional<PhysRange>& range) { return range ? to_json(*range) : Json(nullptr); }

Json rows_json(const std::vector<VerifiedRow>& rows) {
  Json array = Json::array();
  for (const VerifiedRow& row : rows) {
    Json json;
    json["name"] = row.name;
    json["kind"] = row.kind ? Json(to_string(*row.kind)) : Json(nullptr);
    json["answer"] = to_word(row.answer);
    json["predicted"] = range_json(row.predicted);
    json["real"] = range_json(row.real);
    if (!row.refusal.empty()) json["refusal"] = row.refusal;
    array.push_back(std::move(json));
  }
  return array;
}

Json lines_json(const std::vector<LineDifference>& lines) {
  Json array = Json::array();
  for (const LineDifference& line : lines) {
    array.push_back(Json{{"side", line.predicted ? "predicted" : "real"}, {"text", line.text}});
  }
  return array;
}

}  // namespace

std::string verify_json(const VerifyReport& report) {
  const Verification& verification = report.verification;
  Json json = Json::object();
  json["schema"] = "rampart.verify/1";
  json["board"] = report.board;
  json["source"] = to_word(report.source);
  json["kernel"] = report.release;
  json["arch"] = to_string(report.architecture);
  json["cmdline"] = report.command_line;
  json["loaded"] = Json{{"kernel", range_json(report.loaded.kernel)},
                        {"initrd", range_json(report.loaded.initrd)},
                        {"fdt", range_json(report.loaded.fdt)}};
  json["shift"] = to_json(PhysAddr{report.shift});
  json["outcome"] = to_string(verification.outcome);
  json["milliseconds"] = report.milliseconds;
  json["agrees"] = verification.agrees();
  json["regions"] = rows_json(verification.rows);
  json["cma_total"] =
      Json{{"predicted", verification.predicted_cma_total.value},
           {"real", verification.real_cma_total ? Json(verification.real_cma_total->value) : Json(nullptr)}};
  json["log_compared"] = verification.log_was_compared;
  json["log_differences"] = lines_json(verification.lines);
  json["last_lines"] = verification.last_lines;
  json["findings"] = to_json(report.findings);
  json["notes"] = report.notes;
  return to_text(json);
}

}  // namespace rampart
