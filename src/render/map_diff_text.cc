#include "render/map_diff_text.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/json_parts.h"
#include "render/map_words.h"

namespace rampart {
namespace {

std::string place_text(const ChangeSide& side) {
  return side.base ? fmt::format("{:#010x}", side.base->value) : std::string{without_address(side.kind)};
}

std::string use_text(const Usage& usage) { return usage.used ? size_text(*usage.used) + " used" : "use not known"; }

/// What stood before and what stands after, as far as this change is concerned.
std::string change_text(const Change& change) {
  switch (change.what) {
    case ChangeKind::Appeared:
      return fmt::format("{}  {}  {}", place_text(*change.after), size_text(change.after->size),
                         to_string(change.after->kind));
    case ChangeKind::Vanished:
      return fmt::format("{}  {}  {}", place_text(*change.before), size_text(change.before->size),
                         to_string(change.before->kind));
    case ChangeKind::Moved:
      return fmt::format("{} -> {}", place_text(*change.before), place_text(*change.after));
    case ChangeKind::Resized:
      return fmt::format("{} -> {}", size_text(change.before->size), size_text(change.after->size));
    case ChangeKind::Renamed:
      return fmt::format("was {}", change.old_name);
    case ChangeKind::KindChanged:
      return fmt::format("{} -> {}", to_string(change.before->kind), to_string(change.after->kind));
    case ChangeKind::UsageChanged:
      return fmt::format("{} -> {}", use_text(change.before->usage), use_text(change.after->usage));
  }
  return {};
}

Json side_json(const std::optional<ChangeSide>& side) {
  if (!side) return nullptr;
  Json json;
  json["base"] = side->base ? to_json(*side->base) : Json(nullptr);
  json["size"] = side->size.value;
  json["kind"] = to_string(side->kind);
  json["usage"] = to_json(side->usage);
  json["origin"] = to_string(side->origin);
  return json;
}

}  // namespace

std::string map_diff_text(const std::vector<Change>& changes, const TableStyle& style) {
  if (changes.empty()) return "no difference\n";
  std::string text;
  std::size_t name_width = 4;
  for (const Change& change : changes) name_width = std::max(name_width, std::min<std::size_t>(40, change.name.size()));
  for (const Change& change : changes) {
    const std::string row = fmt::format("{:<13}  {:<{}}  {}", to_string(change.what), printable(change.name),
                                        name_width, printable(change_text(change)));
    text += (style.width == 0 ? row : shortened(row, style.width)) + '\n';
  }
  const auto layout = static_cast<std::size_t>(std::ranges::count_if(changes, is_layout_change));
  text += fmt::format("{} of the layout, {} of use\n", layout, changes.size() - layout);
  return text;
}

std::string map_diff_json(const std::vector<Change>& changes) {
  Json document;
  document["schema"] = "rampart.diff/1";
  document["layout_differs"] = std::ranges::any_of(changes, is_layout_change);
  document["changes"] = Json::array();
  for (const Change& change : changes) {
    Json json;
    json["change"] = to_string(change.what);
    json["name"] = change.name;
    if (!change.old_name.empty()) json["old_name"] = change.old_name;
    json["before"] = side_json(change.before);
    json["after"] = side_json(change.after);
    document["changes"].push_back(std::move(json));
  }
  return to_text(document);
}

}  // namespace rampart
