#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include <rampart/model/finding.h>
#include <rampart/model/note.h>
#include <rampart/model/region.h>

namespace rampart {

/// Keys in the order in which they are set.
using Json = nlohmann::ordered_json;

/// `"0x5e000000"`: addresses are strings, because JSON's readers round numbers past 2^53.
Json to_json(PhysAddr address);
/// `base` and `size`.
Json to_json(const PhysRange& range);
/// `block`, and `runs` of a state and a size: `["used", 1952]`.
Json to_json(const Occupancy& occupancy);
/// What is known of `used`, `free` and `largest_free`; an empty object if nothing is.
Json to_json(const Usage& usage);
Json to_json(const Region& region);
Json to_json(const DynamicRegion& region);
Json to_json(const Finding& finding);
Json to_json(const Note& note);

template <typename T>
Json to_json(const std::vector<T>& values) {
  Json array = Json::array();
  for (const T& value : values) array.push_back(to_json(value));
  return array;
}

/// null where nothing is known.
Json or_null(const std::optional<Bytes>& size);
/// null where the text is empty.
Json text_or_null(const std::string& text);
template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? to_json(*value) : Json(nullptr);
}

/// The text of a document, indented by two, with a final newline. Bytes that are not UTF-8 become U+FFFD.
std::string to_text(const Json& document);

}  // namespace rampart
