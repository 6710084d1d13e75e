#include "render/cma_blocks_json.h"

#include <fmt/format.h>
#include <utility>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/json_parts.h"

namespace rampart {
std::string cma_alloc_json(const CmaAllocReport& report) {
  Json document;
  document["schema"] = "rampart.cma-alloc/1";
  document["pool"] = report.pool;
  document["blocks"] = Json::array();
  for (const CmaTakenBlock& block : report.blocks) {
    document["blocks"].push_back(Json{{"base", or_null(block.at)}, {"size", block.size.value}});
  }
  document["refused"] = nullptr;
  if (const auto& refused = report.refused) {
    document["refused"] =
        Json{{"size", refused->size.value}, {"errno", refused->number}, {"message", refused->message}};
  }
  document["stopped_by"] = report.stopped_by ? Json(*report.stopped_by) : Json(nullptr);
  document["given_back"] = report.given_back.value;
  document["kept"] = report.kept.value;
  return to_text(document);
}

std::optional<Bytes> CmaFreeReport::freed() const {
  if (!used_before || !used_after) return std::nullopt;
  return saturating_sub(*used_before, *used_after);
}

std::string cma_free_json(const CmaFreeReport& report) {
  Json document;
  document["schema"] = "rampart.cma-free/1";
  document["pool"] = report.pool;
  document["asked"] = or_null(report.asked);
  document["freed"] = or_null(report.freed());
  document["used_before"] = or_null(report.used_before);
  document["used_after"] = or_null(report.used_after);
  return to_text(document);
}

std::string cma_free_text(const CmaFreeReport& report) {
  const auto freed = report.freed();
  if (!freed) return fmt::format("{}: done; how much is used cannot be read\n", printable(report.pool));
  if (report.asked && *freed < *report.asked) {
    return fmt::format("{}: gave back {} of {}: no more of it was a test allocation\n", printable(report.pool),
                       size_text(*freed), size_text(*report.asked));
  }
  return fmt::format("{}: gave back {}, {} still used\n", printable(report.pool), size_text(*freed),
                     size_text(*report.used_after));
}

}  // namespace rampart
