#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <rampart/base/result.h>

namespace rampart {

/// The release of a running kernel, `6.12.38-v8+`.
struct OsRelease {
  std::uint32_t major{};
  std::uint32_t minor{};
  std::optional<std::uint32_t> patch;  ///< Not in `4.19-rc5`.
  std::string text;                    ///< All of it, as the kernel writes it.
  friend bool operator==(const OsRelease&, const OsRelease&) = default;
};

/// Reads /proc/sys/kernel/osrelease. Malformed, with column, if it does not begin with two numbers.
Result<OsRelease> parse_osrelease(std::string_view text, std::string_view file);

/// Reads /proc/version, `Linux version <release> (...) ...`, which also opens every boot log. Malformed, with column,
/// if it does not begin like that.
Result<OsRelease> parse_proc_version(std::string_view text, std::string_view file);

}  // namespace rampart
