#include "sources/device_tree.h"

#include <utility>

namespace rampart {

bool is_enabled(const std::optional<std::string>& status) { return !status || *status == "okay" || *status == "ok"; }

bool is_enabled(const MemoryReference& device) { return !device.is_below_disabled && is_enabled(device.status); }

SourcePos position_of(const DeviceTree& tree, std::string_view path, std::string_view property) {
  if (const auto found = tree.positions.property(path, property)) return *found;
  return tree.positions.node(path).value_or(SourcePos{tree.file, 0, 0});
}

void attach_positions(DeviceTree& tree, DtsPositions positions) {
  tree.positions = std::move(positions);
  for (MemoryNode& node : tree.memory) node.where = position_of(tree, node.path);
  for (MemoryReference& reference : tree.references) reference.where = position_of(tree, reference.path);
  if (tree.chosen) tree.chosen->where = position_of(tree, "/chosen");
  if (!tree.reserved) return;
  tree.reserved->where = position_of(tree, tree.reserved->path);
  for (ReservedNode& node : tree.reserved->nodes) {
    node.where = position_of(tree, node.path);
    if (node.label.empty()) node.label = tree.positions.label(node.path);
  }
}

}  // namespace rampart
