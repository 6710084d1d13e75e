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

/// One line of /proc/swaps.
struct SwapArea {
  std::string name{};  ///< `/dev/zram0`; the kernel's octal escapes (`\040` for a blank) are undone.
  std::string type{};  ///< `partition` or `file`.
  Bytes size{};
  /// Slots in use. With zram commonly more than the device stores: slots stay reserved for pages whose data zram has
  /// dropped, or whose only copy is back in RAM.
  Bytes used{};
  std::int64_t priority{};  ///< Negative where the kernel chose it.
  std::size_t line{};
  friend bool operator==(const SwapArea&, const SwapArea&) = default;
};

/// What /proc/swaps says; no area is an answer, not a gap.
struct Swaps {
  static constexpr std::size_t max_areas = 4096;  ///< The kernel allows some 30.
  std::vector<SwapArea> areas;
  friend bool operator==(const Swaps&, const Swaps&) = default;
};

/// N of the swap area `/dev/zramN`, or nothing for another name.
std::optional<std::uint32_t> zram_number(std::string_view area);

/// Reads the text of /proc/swaps, a header and then columns of blanks and tabs, into `into`, whose memory is used
/// again. Empty lines are skipped. Malformed, with line and column, for a first line that is no header or any other
/// line that is no swap area, TooLarge for too many areas; `into` then holds what stood before it.
Result<void> read_swaps(std::string_view text, std::string_view file, Swaps& into);

/// As above, into a new value.
Result<Swaps> parse_swaps(std::string_view text, std::string_view file);

}  // namespace rampart
