#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "sources/boot_log.h"

namespace rampart {

/// What a kernel message looks like, with a place for each value:
/// - `{first}` `{last}` `{end}` `{other_first}` `{other_end}` `{limit}`: an address in hexadecimal, with or without 0x;
///   those that are called end are one past the last;
/// - `{mib}` `{kib}` `{bytes}`: a size in that unit, `{hex}` one in hexadecimal bytes; `{first_mib}` an address in MiB;
/// - `{n}`: a signed number; `{pages}`: a number; `{runs}`: `83@32+180@332`, of the area's range `{range}` if that
///   stands before;
/// - `{name}` `{other}`: text up to what follows in the pattern, at its end the rest; `{word}`: the last word of such a
///   text; `{skip}`: text that is not kept;
/// - `{map}`: `map` or `nomap`; `{reuse}`: `reusable` or `non-reusable`.
/// A blank stands for one or more.
///
/// Matches at the start of `text`. Returns how much of it was taken, having filled `event`, or nothing.
std::optional<std::size_t> match_log_pattern(std::string_view pattern, std::string_view text, LogEvent& event);

/// The literal text that begins a pattern, up to its first value or blank.
constexpr std::string_view leading_literal(std::string_view pattern) {
  return pattern.substr(0, pattern.find_first_of("{ "));
}

/// `memory` and `size` from the `Memory:` line, whose parts come and go with the version, and may be cut off.
std::optional<MemoryLine> parse_memory_line(std::string_view text);

}  // namespace rampart
