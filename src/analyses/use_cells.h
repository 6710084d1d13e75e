#pragma once

#include <cstddef>
#include <vector>

#include <rampart/model/region.h>

namespace rampart {

/// A piece of memory by what it holds; what is neither used nor unknown is free.
struct UseCell {
  Bytes size;
  Bytes used;
  Bytes unknown;
  friend bool operator==(const UseCell&, const UseCell&) = default;
};

/// The pieces of `cell` bytes, from the first on; the last may be shorter. `cell` is at least the allocator's block.
std::vector<UseCell> use_cells(const Occupancy& occupancy, Bytes cell);

/// The least cell for memory of a size, above zero, to be at most `most` cells: a power of two, so that rows of them
/// begin at round addresses, and at least `block`.
Bytes cell_for(Bytes size, Bytes block, std::size_t most);

/// Where the longest free run of a region lies, the first of those that are as long; nothing if nothing is free, or no
/// source tells of its blocks.
std::optional<PhysRange> longest_free_run(const Region& region);

}  // namespace rampart
