#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <rampart/base/result.h>
#include <rampart/base/units.h>
#include <rampart/model/phys_range.h>

#include "base/lines.h"
#include "sources/vendor_pool.h"

namespace rampart {

/// The fields of one zone or block line, after its first word.
struct MediaZoneFields {
  std::optional<PhysAddr> first;
  std::optional<PhysAddr> last;    ///< Inclusive; one build of the driver prints only the first address.
  std::optional<PhysRange> range;  ///< From both ends, or from the first and the size; empty if they make none.
  std::optional<Bytes> size;
  std::optional<bool> cacheable;
  std::string name;
  bool named = false;  ///< False if the line ends where the name should be.
};

/// Reads ` Phys(0x90000000, 0x13FFFFFFF), Size=2883584KB(2816MB),    NAME="anonymous"` and all its relatives; fields
/// of other names are skipped. `fields` is a part of `line`. Malformed with its column.
Result<MediaZoneFields> parse_media_zone_fields(std::string_view fields, std::string_view file, const Line& line);

/// The line of sums, and whether it ends before its last field, in dots.
struct MediaZoneSum {
  PoolTotals totals;
  bool zones = false;  ///< It counts zones, not partitions: MMZ, not CMM.
  bool cut = false;
};

/// Reads `total size=65536KB(64MB),used=2120KB(2MB + 72KB),remain=...,zone_number=1,block_number=5`.
Result<MediaZoneSum> parse_media_zone_sum(std::string_view fields, std::string_view file, const Line& line);

}  // namespace rampart
