#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/scanner.h"

namespace rampart {

/// How the zone lines of buddyinfo, pagetypeinfo and zoneinfo begin.
struct ZoneHead {
  std::uint32_t node{};
  std::string_view zone;
};

/// Takes `Node 0, zone   Normal`; a comma after the name, as in pagetypeinfo, counts to it. Nothing if the line begins
/// otherwise.
inline std::optional<ZoneHead> scan_zone_head(Scanner& scan) {
  if (!scan.literal("Node") || !scan.blanks()) return std::nullopt;
  const auto node = scan.number();
  if (!node || *node > UINT32_MAX || !scan.literal(", zone") || !scan.blanks()) return std::nullopt;
  const std::string_view zone = scan.word();
  if (zone.empty()) return std::nullopt;
  return ZoneHead{static_cast<std::uint32_t>(*node), zone};
}

}  // namespace rampart
