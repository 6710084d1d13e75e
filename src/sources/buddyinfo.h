#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

namespace rampart {

/// The free blocks of one zone: `free_blocks[order]` blocks of 2^order pages each.
struct BuddyZone {
  std::uint32_t node{};
  std::string zone;  ///< `DMA`, `DMA32`, `Normal`, `HighMem`, `Movable`, `Device`.
  std::vector<std::uint64_t> free_blocks;
  friend bool operator==(const BuddyZone&, const BuddyZone&) = default;
};

/// What /proc/buddyinfo says: zones with memory only. The number of orders is an option of the kernel's build.
struct BuddyInfo {
  static constexpr std::size_t max_orders = 64;     ///< A block of 2^64 pages cannot be.
  static constexpr std::size_t max_zones = 65'536;  ///< Ten times what the largest machine has.
  std::vector<BuddyZone> zones;
  friend bool operator==(const BuddyInfo&, const BuddyInfo&) = default;
};

/// Reads the text of /proc/buddyinfo, lines `Node <n>, zone <name> <count>...`, into `into`, whose memory is used
/// again. Empty lines are skipped. Malformed, with line and column, for any other line, TooLarge for too many zones;
/// `into` then holds what stood before it.
Result<void> read_buddyinfo(std::string_view text, std::string_view file, BuddyInfo& into);

/// As above, into a new value.
Result<BuddyInfo> parse_buddyinfo(std::string_view text, std::string_view file);

}  // namespace rampart
