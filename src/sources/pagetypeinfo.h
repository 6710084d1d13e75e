#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// A number of free blocks. The kernel stops counting long lists and prints `>100000` (since 5.4).
struct BlockCount {
  std::uint64_t count{};
  bool or_more = false;
  friend bool operator==(const BlockCount&, const BlockCount&) = default;
};

/// The free blocks of one migrate type in one zone: `free_blocks[order]` blocks of 2^order pages.
struct FreeByType {
  std::uint32_t node{};
  std::string zone;
  std::string type;  ///< `Unmovable`, `Movable`, `Reclaimable`, `HighAtomic`, `CMA`, `Isolate`; `Reserve` up to 4.3.
  std::vector<BlockCount> free_blocks;
  friend bool operator==(const FreeByType&, const FreeByType&) = default;
};

/// The pageblocks of one zone: `blocks[i]` are of the type `BlockTable::types[i]`.
struct ZoneBlocks {
  std::uint32_t node{};
  std::string zone;
  std::vector<std::uint64_t> blocks;
  friend bool operator==(const ZoneBlocks&, const ZoneBlocks&) = default;
};

/// How many pageblocks there are of each type. Kernels differ in the columns and in their order.
struct BlockTable {
  std::vector<std::string> types;
  std::vector<ZoneBlocks> zones;
  friend bool operator==(const BlockTable&, const BlockTable&) = default;
};

/// What /proc/pagetypeinfo says; only root may read it.
struct PageTypeInfo {
  std::optional<std::uint32_t> page_block_order;
  std::optional<Pages> pages_per_block;
  std::vector<FreeByType> free;
  BlockTable blocks;
  std::optional<BlockTable> mixed_blocks;  ///< Blocks that hold pages of other types too; with page_owner only.
  friend bool operator==(const PageTypeInfo&, const PageTypeInfo&) = default;
};

/// Reads the text of /proc/pagetypeinfo. Malformed, with line and column, for a line that is of none of its tables, a
/// row of blocks whose length is not its header's, or more than 64
/// orders. TooLarge for more types or zones than any kernel has.
Result<PageTypeInfo> parse_pagetypeinfo(std::string_view text, std::string_view file);

}  // namespace rampart
