#include "render/json_parts.h"
#include "render/placement_text.h"

namespace rampart {

std::string placement_json(const PlacementView& view) {
  const PlacementAnswer& answer = view.answer;
  Json json;
  json["schema"] = "rampart.plan-csv/1";
  json["file"] = view.file;
  json["height"] = answer.height;
  json["lower_bound"] = answer.lower_bound;
  json["proven"] = answer.proven();
  json["peak_load"] = answer.peak_load;
  json["capacity"] = view.problem.capacity ? Json(*view.problem.capacity) : Json(nullptr);
  json["fits"] = view.fits();
  json["cannot_fit"] = view.cannot_fit();
  json["first_fit_in_time_order"] = view.first_fit_height;
  json["largest_first"] = view.largest_first_height;
  Json peak = Json::array();
  for (const std::size_t block : answer.peak_blocks) peak.push_back(view.ids[block]);
  json["peak"] = std::move(peak);
  Json blocks = Json::array();
  for (std::size_t i = 0; i < view.ids.size(); ++i) {
    Json block;
    block["id"] = view.ids[i];
    block["offset"] = answer.offsets[i];
    block["size"] = view.problem.blocks[i].size;
    blocks.push_back(std::move(block));
  }
  json["blocks"] = std::move(blocks);
  return to_text(json);
}

}  // namespace rampart
