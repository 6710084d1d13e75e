#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// One line of /proc/iomem.
struct IoMemEntry {
  PhysAddr first;
  PhysAddr last;     ///< Inclusive. Below `first` only in a text that no kernel wrote.
  unsigned depth{};  ///< Levels of two blanks before the address. All zero where a copy lost its indentation.
  std::string name;  ///< May hold blanks, `@` and `:`; may be empty.
  std::size_t line{};
  friend bool operator==(const IoMemEntry&, const IoMemEntry&) = default;
};

/// What /proc/iomem says of the physical address space. CMA areas have no name in it: they are plain System RAM.
struct IoMem {
  static constexpr std::size_t max_entries = 262'144;  ///< Large servers have some ten thousand.
  std::vector<IoMemEntry> entries;                     ///< In the order of the text.
  /// Every address reads zero: the reader had no CAP_SYS_ADMIN. The names are true, the addresses say nothing; it is
  /// no machine without memory.
  bool hidden = false;
  friend bool operator==(const IoMem&, const IoMem&) = default;
};

/// Reads the text of /proc/iomem, lines `<first>-<last> : <name>` in hexadecimal, into `into`, whose memory is used
/// again. Empty lines are skipped. Malformed, with line and column, for any other line, TooLarge for too many entries;
/// `into` then holds what stood before it.
Result<void> read_iomem(std::string_view text, std::string_view file, IoMem& into);

/// As above, into a new value.
Result<IoMem> parse_iomem(std::string_view text, std::string_view file);

}  // namespace rampart
