#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "sources/boot_log.h"

namespace rampart {

/// What a kernel message looks like, with a place for each value:
/// - `{first}` `{last}` `{end}` `{other_first}` `{other_end}` `{other_last}` `{limit}`: an address in hexadecimal, with
/// or without 0x;
///   those that are called end are one past the last;
/// - `{mib}` `{mbit}` `{kib}` `{bytes}`: a size in that unit, `{hex}` one in hexadecimal bytes; `{first_mib}` an
///   address in MiB;
/// - `{n}`: a signed number; `{pages}`: a number; `{amount}`: a number, the next of several; `{runs}`: `83@32+180@332`,
/// of the area's range `{range}` if that
///   stands before;
/// - `{name}` `{other}`: text up to what follows in the pattern, at its end the rest; `{word}`: the last word of such a
///   text; `{skip}`: text that is not kept;
/// - `{map}`: `map` or `nomap`; `{reuse}`: `reusable` or `non-reusable`.
/// A blank stands for one or more.
///
/// Matches at the start of `text`. Returns how much of it was taken, having filled `event`, or nothing.
std::optional<std::size_t> match_log_pattern(std::string_view pattern, std::string_view text, LogEvent& event);

/// The text of a pattern before its first value.
constexpr std::string_view leading_text(std::string_view pattern) { return pattern.substr(0, pattern.find('{')); }

/// Whether a text begins like the leading text of a pattern: what nearly all texts fail at, mostly at once.
constexpr bool begins_like(std::string_view leading, std::string_view text) {
  std::size_t at = 0;
  for (const char expected : leading) {
    const std::size_t from = at;
    if (expected == ' ') {
      while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    } else if (at < text.size() && text[at] == expected) {
      ++at;
    }
    if (at == from) return false;
  }
  return true;
}

/// `memory` and `size` from the `Memory:` line, whose parts come and go with the version, and may be cut off.
std::optional<MemoryLine> parse_memory_line(std::string_view text);

}  // namespace rampart
