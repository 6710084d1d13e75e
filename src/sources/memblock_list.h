#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/model/phys_range.h>

namespace rampart {

/// One line of /sys/kernel/debug/memblock/memory or .../reserved.
struct MemblockEntry {
  PhysRange range;
  std::optional<std::string> flags;  ///< `NONE`, `NOMAP`, ...; empty before 6.4, which does not print them.
  friend bool operator==(const MemblockEntry&, const MemblockEntry&) = default;
};

/// More lines than these are refused: no machine has so many banks.
constexpr std::size_t max_memblock_entries = 262'144;

/// Reads lines `<number>: 0x<first>..0x<last>[ <node> <flags>]`. Malformed, with line and column, for any other line
/// that is not empty, TooLarge for too many.
Result<std::vector<MemblockEntry>> parse_memblock_list(std::string_view text, std::string_view file);

}  // namespace rampart
