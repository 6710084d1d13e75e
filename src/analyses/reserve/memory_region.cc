#include "analyses/reserve/memory_region.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>
#include <vector>

namespace rampart {
namespace {

TreeCell cell_of(const DeviceTree& tree, const RegionTarget& target) {
  if (target.node) return NodeReference{tree.reserved->nodes[*target.node].path};
  if (target.other) return NodeReference{tree.other_targets[*target.other].path};
  return target.phandle;
}

}  // namespace

void give_region(ReserveDraft& draft, const std::string& device, const std::string& region_path) {
  const DeviceTree& tree = draft.tree();
  std::vector<TreeCell> cells;
  const auto known = std::ranges::find(tree.references, device, &MemoryReference::path);
  if (known != tree.references.end()) {
    for (const RegionTarget& target : known->targets) cells.push_back(cell_of(tree, target));
    if (known->names) {
      draft.plan().notes.push_back(
          fmt::format("memory-region-names of {} has {} names: the region gets none", device, known->names->size()));
    }
  }
  cells.emplace_back(NodeReference{region_path});
  draft.plan().tree.emplace_back(SetProperty{device, {"memory-region", std::move(cells)}});
}

void take_region(ReserveDraft& draft, std::size_t node) {
  const DeviceTree& tree = draft.tree();
  for (const MemoryReference& device : tree.references) {
    std::vector<TreeCell> cells;
    std::vector<std::string> names = device.names.value_or(std::vector<std::string>{});
    const bool has_names = names.size() == device.targets.size();
    for (std::size_t i = device.targets.size(); i-- > 0;) {
      if (device.targets[i].node != node) {
        cells.insert(cells.begin(), cell_of(tree, device.targets[i]));
      } else if (has_names) {
        names.erase(names.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
    if (cells.size() == device.targets.size()) continue;
    draft.plan().notes.push_back(fmt::format("{} names it in memory-region, and no longer does", device.path));
    if (cells.empty()) {
      draft.plan().tree.emplace_back(RemoveProperty{device.path, "memory-region"});
      if (has_names) draft.plan().tree.emplace_back(RemoveProperty{device.path, "memory-region-names"});
    } else {
      draft.plan().tree.emplace_back(SetProperty{device.path, {"memory-region", std::move(cells)}});
      if (has_names) {
        draft.plan().tree.emplace_back(SetProperty{device.path, {"memory-region-names", std::move(names)}});
      }
    }
  }
}

}  // namespace rampart
