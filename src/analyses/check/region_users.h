#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "sources/device_tree.h"

namespace rampart {

/// Which devices name which region through `memory-region`.
class RegionUsers {
 public:
  explicit RegionUsers(const DeviceTree& tree);

  /// The enabled devices that name a node of /reserved-memory, each once, in the order of the tree.
  std::vector<const MemoryReference*> enabled(std::size_t reserved_index) const;
  /// Whether any device names it, be it a disabled one.
  bool has_any(std::size_t reserved_index) const;
  /// Whether some device names memory by a phandle that no node has: it may be the user of any region.
  bool has_dangling() const { return has_dangling_; }

 private:
  struct Use {
    std::size_t node;
    std::size_t reference;
    auto operator<=>(const Use&) const = default;
  };
  const std::vector<MemoryReference>& references_;
  std::vector<Use> uses_;  ///< Sorted.
  bool has_dangling_ = false;
};

/// `/soc/npu@3b00000`, or with two of them `/soc/a and /soc/b`, with more `/soc/a and 3 others`.
std::string names_of(const std::vector<const MemoryReference*>& devices);

}  // namespace rampart
