#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

#include "sources/vendor_pool.h"

namespace rampart {

/// Reads /proc/ax_proc/mem_cmm_info (Axera CMM: partitions and blocks) or /proc/media-mem (HiSilicon's MMZ and its kin:
/// zones and MMBs); one grew from the other and the words tell which it is. Copies in which lines were wrapped before a
/// name, lost their indent or were cut are read as far as they go, down to the single line ` total size=...`, which
/// gives a pool without a name and place.
/// Malformed if a line of a zone, block or sum is not understood, or if the text has none; TooLarge past
/// `VendorPoolText::max_blocks`.
Result<VendorPoolText> parse_media_zones(std::string_view text, std::string_view file);

/// One zone as the parameter of the driver declares it.
struct MediaZoneParameter {
  std::string name;
  std::uint64_t gfp{};
  PhysAddr first;  ///< For `mmz=`, 0 asks for a place at the top of memory.
  Bytes size;
  friend bool operator==(const MediaZoneParameter&, const MediaZoneParameter&) = default;
};

/// Reads `cmmpool=<name>,<gfp>,<first>,<size>[:<next zone>]`, or the same after `mmz=`, or without either. Numbers are
/// decimal or, after 0x, hexadecimal; sizes may end in K, M or G. Malformed, with the column, for anything else.
Result<std::vector<MediaZoneParameter>> parse_media_zone_parameter(std::string_view text, std::string_view file);

}  // namespace rampart
