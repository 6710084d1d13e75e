#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// One zone of one node, in pages. A line that the kernel left out stays empty.
struct Zone {
  std::uint32_t node{};
  std::string name;  ///< `DMA`, `DMA32`, `Normal`, `HighMem`, `Movable`, `Device`.
  std::optional<Pages> free{};
  std::optional<Pages> min{};  ///< Watermarks.
  std::optional<Pages> low{};
  std::optional<Pages> high{};
  std::optional<Pages> spanned{};            ///< From the first to the last page, holes included.
  std::optional<Pages> present{};            ///< Without the holes.
  std::optional<Pages> managed{};            ///< Without what was reserved at boot.
  std::optional<Pages> cma{};                ///< Of `managed`, what belongs to CMA areas; since 5.13.
  std::optional<Pages> nr_free_cma{};        ///< Of `free`, what lies in CMA areas.
  std::optional<std::uint64_t> start_pfn{};  ///< Only of a zone with memory.
  friend bool operator==(const Zone&, const Zone&) = default;
};

/// What /proc/zoneinfo says: the only way without privilege to see which zone holds the CMA.
struct ZoneInfo {
  static constexpr std::size_t max_zones = 65'536;  ///< Ten times what the largest machine has.
  std::vector<Zone> zones;  ///< In the order of the text; empty zones included, as the kernel prints them since 4.18.
  friend bool operator==(const ZoneInfo&, const ZoneInfo&) = default;
};

/// Reads the text of /proc/zoneinfo into `into`, whose memory is used again. Lines that we do not need are skipped.
/// Malformed, with line and column, for a broken `Node <n>, zone <name>` line, a line of ours before any zone, or one
/// without its number, TooLarge for too many zones; `into` then holds what stood before it.
Result<void> read_zoneinfo(std::string_view text, std::string_view file, ZoneInfo& into);

/// As above, into a new value.
Result<ZoneInfo> parse_zoneinfo(std::string_view text, std::string_view file);

}  // namespace rampart
