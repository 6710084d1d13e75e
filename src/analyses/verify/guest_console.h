#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/memory_tree.h"

namespace rampart {

/// How a boot ended.
enum class BootOutcome {
  Booted,    ///< The first program ran and told all.
  Panicked,  ///< The kernel says so.
  Hung,      ///< It said nothing more, or would not end.
  Ended,     ///< The machine stopped without a word of why.
};

/// `booted`, `panicked`, `hung`, `ended`.
std::string_view to_string(BootOutcome outcome);

/// What a virtual machine's console holds.
struct GuestConsole {
  BootOutcome outcome{};
  std::string log;                      ///< Up to the first file.
  MemoryTree files;                     ///< What the first program told (see base/guest_report.h).
  std::vector<std::string> last_lines;  ///< Of the log, if it did not boot: at most `max_last_lines`.
};

constexpr std::size_t max_last_lines = 12;

/// Takes a console apart. `was_ended` says that the machine had to be ended from outside.
GuestConsole read_guest_console(std::string_view console, bool was_ended);

}  // namespace rampart
