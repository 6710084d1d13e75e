#pragma once

#include <optional>
#include <string_view>

#include "sources/boot_log.h"

namespace rampart {

/// What a kernel message looks like, with a place for each value:
/// `{first}` `{last}` `{end}` an address in hexadecimal, with or without 0x, `{end}` being one past;
/// `{hex}` a size in hexadecimal, `{limit}` an address; `{mib}` `{kib}` a size in that unit; `{n}` a signed number;
/// `{pages}` a number; `{name}` `{other}` text up to what follows in the pattern; `{skip}` the same, not kept;
/// `{map}` map or nomap; `{reuse}` reusable or non-reusable. A blank stands for any number of them, but at least one.
///
/// Looks for the pattern anywhere in `message`: what stands before it, a time stamp or rubbish, is not looked at.
bool match_log_pattern(std::string_view pattern, std::string_view message, LogEvent& event);

/// The `Memory:` line, whose parts come and go with the version.
std::optional<MemoryLine> parse_memory_line(std::string_view message);

}  // namespace rampart
