#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <rampart/model/memory_map.h>

namespace rampart {

/// A region that is in both maps and not at one place, or not of one size.
struct PictureLink {
  std::size_t left;  ///< Indices into the regions of both maps.
  std::size_t right;
  friend bool operator==(const PictureLink&, const PictureLink&) = default;
};

/// What to write beside the regions of two maps, and what to join by lines.
struct PictureChanges {
  std::vector<std::string> left;   ///< One a region: `moved`, `gone`; empty for what is the same.
  std::vector<std::string> right;  ///< `moved, was 25 MiB`, `new`, `placed at boot`.
  std::vector<PictureLink> links;  ///< By address in the right map. RAM is not joined: it lies behind everything.
};

PictureChanges picture_changes(const MemoryMap& left, const MemoryMap& right);

}  // namespace rampart
