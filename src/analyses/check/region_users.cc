#include "analyses/check/region_users.h"

#include <algorithm>

namespace rampart {

RegionUsers::RegionUsers(const DeviceTree& tree) : references_{tree.references} {
  for (std::size_t i = 0; i < references_.size(); ++i) {
    for (const RegionTarget& target : references_[i].targets) {
      if (target.node) uses_.push_back({*target.node, i});
      has_dangling_ = has_dangling_ || (!target.node && !target.other);
    }
  }
  std::ranges::sort(uses_);
  uses_.erase(std::ranges::unique(uses_).begin(), uses_.end());
}

std::vector<const MemoryReference*> RegionUsers::enabled(std::size_t reserved_index) const {
  std::vector<const MemoryReference*> devices;
  for (const Use& use : std::ranges::equal_range(uses_, reserved_index, {}, &Use::node)) {
    if (is_enabled(references_[use.reference])) devices.push_back(&references_[use.reference]);
  }
  return devices;
}

bool RegionUsers::has_any(std::size_t reserved_index) const {
  return std::ranges::binary_search(uses_, reserved_index, {}, &Use::node);
}

std::string names_of(const std::vector<const MemoryReference*>& devices) {
  if (devices.empty()) return "";
  std::string names = devices.front()->path;
  if (devices.size() == 2) names += " and " + devices.back()->path;
  if (devices.size() > 2) names += " and " + std::to_string(devices.size() - 1) + " others";
  return names;
}

}  // namespace rampart
