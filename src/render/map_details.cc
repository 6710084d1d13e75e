#include "render/map_details.h"

#include <fmt/format.h>
#include <string_view>
#include <utility>

#include "base/size_text.h"
#include "render/map_words.h"
#include "render/xml_text.h"

namespace rampart {
namespace {

void add(std::vector<Detail>& details, std::string_view name, std::string value) {
  if (!value.empty()) details.push_back({std::string{name}, std::move(value)});
}

void add_range(std::vector<Detail>& details, const PhysRange& range) {
  add(details, "range", range_text(range));
  add(details, "size", exact_size_text(range.size()));
}

template <typename Range, typename Text>
std::string joined(const Range& values, Text text) {
  std::string out;
  for (const auto& value : values) {
    if (!out.empty()) out += ", ";
    out += text(value);
  }
  return out;
}

}  // namespace

std::string exact_size_text(Bytes size) { return fmt::format("{} bytes ({})", size.value, size_text(size)); }

std::string attributes_text(const Attributes& attributes) {
  const std::pair<bool, std::string_view> words[] = {{attributes.no_map, "no-map"},
                                                     {attributes.reusable, "reusable"},
                                                     {attributes.is_default, "default"},
                                                     {attributes.anonymous, "owner not named"}};
  std::string out;
  for (const auto& [is_set, word] : words) {
    if (is_set) out += fmt::format("{}{}", out.empty() ? "" : ", ", word);
  }
  return out;
}

std::string blocks_text(const Occupancy& occupancy) {
  std::size_t free_runs = 0;
  bool some_unknown = false;
  for (const Occupancy::Run& run : occupancy.runs) {
    free_runs += run.state == Occupancy::State::Free;
    some_unknown |= run.state == Occupancy::State::Unknown;
  }
  return fmt::format("of {}, {} free run{}{}", size_text(occupancy.block), free_runs, free_runs == 1 ? "" : "s",
                     some_unknown ? ", part of the map is missing" : "");
}

std::vector<Detail> region_details(const Region& region) {
  std::vector<Detail> details;
  add(details, "name", region.name);
  add(details, "kind", std::string{kind_label(region.kind)});
  add_range(details, region.range);
  add(details, "use", usage_text(region.usage, region.range.size()));
  if (region.occupancy) add(details, "blocks", blocks_text(*region.occupancy));
  add(details, "attributes", attributes_text(region.attributes));
  add(details, "users", joined(region.users, [](const std::string& user) { return user; }));
  add(details, "origin", to_string(region.origin));
  add(details, "confirmed by", joined(region.confirmed_by, [](const Origin& origin) { return to_string(origin); }));
  return details;
}

std::vector<Detail> row_details(const MapRow& row, const MemoryMap& map) {
  const Region* const region = row.region ? &map.regions()[*row.region] : nullptr;
  if (region != nullptr && region->range == row.range) return region_details(*region);
  std::vector<Detail> details;
  add(details, "kind", std::string{kind_label(row.kind)} + (row.slack ? ", slack of alignment" : ""));
  add_range(details, row.range);
  if (region == nullptr) return details;
  details.push_back({"part of", region->name.empty() ? range_text(region->range) : region->name});
  for (Detail& detail : region_details(*region)) {
    if (detail.name == "name" || detail.name == "kind") continue;
    if (detail.name == "range" || detail.name == "size") detail.name = "its " + detail.name;
    details.push_back(std::move(detail));
  }
  return details;
}

std::string details_markup(const std::vector<Detail>& details) {
  std::string text;
  for (const Detail& detail : details) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : "\n", detail.name, xml_text(detail.value));
  }
  return text;
}

}  // namespace rampart
