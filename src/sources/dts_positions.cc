#include "sources/dts_positions.h"

#include <algorithm>
#include <utility>

namespace rampart {

const SourcePos* DtsPositions::node(std::string_view path) const {
  const auto found = nodes_.find(path);
  return found == nodes_.end() || found->second.where.file.empty() ? nullptr : &found->second.where;
}

const SourcePos* DtsPositions::property(std::string_view path, std::string_view name) const {
  const auto found = nodes_.find(path);
  if (found == nodes_.end()) return nullptr;
  const auto property = std::ranges::find(found->second.properties, name, &Property::name);
  return property == found->second.properties.end() ? nullptr : &property->where;
}

std::string_view DtsPositions::label(std::string_view path) const {
  const auto found = nodes_.find(path);
  return found == nodes_.end() ? std::string_view{} : found->second.label;
}

void DtsPositions::add_node(std::string path, std::string label, SourcePos where) {
  nodes_.insert_or_assign(std::move(path), Node{std::move(where), std::move(label), {}});
}

void DtsPositions::add_property(std::string_view path, std::string name, SourcePos where) {
  const auto found = nodes_.find(path);
  if (found != nodes_.end()) found->second.properties.push_back({std::move(name), std::move(where)});
}

}  // namespace rampart
