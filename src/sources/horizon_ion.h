#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

#include "sources/vendor_pool.h"

namespace rampart {

/// Reads /sys/kernel/debug/ion/heaps/<heap> of Horizon and D-Robotics chips, whose sizes are decimal.
/// Unsupported if the text does not begin as theirs does, with `the heap id is`; Malformed if a row is not understood.
Result<VendorPoolText> parse_horizon_ion_heap(std::string_view text, std::string_view file);

/// A buffer in the hands of one client.
struct HorizonIonHandle {
  std::string heap;
  Bytes size{};
  std::uint64_t share_id{};
  std::size_t line{};
  friend bool operator==(const HorizonIonHandle&, const HorizonIonHandle&) = default;
};

struct HorizonIonClient {
  std::vector<HorizonIonHandle> handles;
  std::optional<Bytes> total;
  friend bool operator==(const HorizonIonClient&, const HorizonIonClient&) = default;
};

/// Reads /sys/kernel/debug/ion/clients/<task>-<n>, where the same drivers print sizes in hexadecimal without 0x.
/// Malformed if the text has no header of theirs, or a row or total is not understood; other lines are skipped.
Result<HorizonIonClient> parse_horizon_ion_client(std::string_view text, std::string_view file);

}  // namespace rampart
