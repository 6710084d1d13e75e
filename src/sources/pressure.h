#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <rampart/base/result.h>

namespace rampart {

/// A share of time in hundredths of a percent, as exact as the kernel prints it: `1.25` is 125.
struct BasisPoints {
  std::uint32_t value{};
  friend constexpr auto operator<=>(BasisPoints, BasisPoints) = default;
};

/// How long tasks have stood still for want of a resource.
struct Stall {
  BasisPoints avg10;  ///< Over the last ten seconds.
  BasisPoints avg60;
  BasisPoints avg300;
  std::uint64_t total_us{};  ///< Microseconds since boot.
  friend bool operator==(const Stall&, const Stall&) = default;
};

/// What a file of /proc/pressure says.
struct Pressure {
  std::optional<Stall> some;  ///< At least one task stood still.
  std::optional<Stall> full;  ///< All of them did. Of `cpu` only since 5.13.
  friend bool operator==(const Pressure&, const Pressure&) = default;
};

/// Reads the text of /proc/pressure/memory or its sisters, lines `some avg10=0.00 avg60=0.00 avg300=0.00 total=0`,
/// into `into`, which it empties first. Lines of other names and fields that follow `total` are skipped. Malformed,
/// with line and column, if a line of ours is not of that form.
Result<void> read_pressure(std::string_view text, std::string_view file, Pressure& into);

/// As above, into a new value.
Result<Pressure> parse_pressure(std::string_view text, std::string_view file);

}  // namespace rampart
