#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <rampart/base/result.h>

namespace rampart {

/// A kernel version as a person gives it: a stable series, `6.12`, or one release of it, `6.12.117`.
struct KernelVersion {
  std::uint32_t major{};
  std::uint32_t minor{};
  std::optional<std::uint32_t> patch{};  ///< Empty: the newest release of the series that is charted.
  friend bool operator==(const KernelVersion&, const KernelVersion&) = default;

  /// Whether both are of one stable series.
  bool same_series(const KernelVersion& other) const { return major == other.major && minor == other.minor; }
};

/// `6.12`, `6.12.117`.
std::string to_string(const KernelVersion& version);

/// Where `a` stands to `b` in the order of releases. A series without a patch level is its newest release.
std::strong_ordering compare(const KernelVersion& a, const KernelVersion& b);

constexpr KernelVersion oldest_known_kernel{5, 4};
constexpr KernelVersion newest_known_kernel{7, 2};

/// Reads `6.12`, `6.12.117`, also `v6.12`, and what a distribution puts after it (`6.1.0-18-arm64`), or `latest`.
/// Malformed if it is no version, OutOfRange outside what is known; `option` names it in the error.
Result<KernelVersion> parse_kernel_version(std::string_view text, std::string_view option);

}  // namespace rampart
