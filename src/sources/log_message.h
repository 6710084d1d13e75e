#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rampart {

/// What the kernel printed, and when, without what a log puts around it.
struct LogMessage {
  std::string_view text;
  std::optional<std::int64_t> microseconds;  ///< Since boot, of `[    1.234567]`.
};

/// The line as the kernel wrote it: without escape sequences, control characters and bytes that are no text, which
/// serial lines and terminals add. A clean line is returned as it is, another one is written to `buffer`.
std::string_view clean_log_line(std::string_view line, std::string& buffer);

/// Takes the next message off the front of a clean line: the text up to the next time stamp, at which a line that was
/// torn holds another message. Nothing at the end of the line. What stands before a time stamp (level, date, host) is
/// a message of its own, without time.
std::optional<LogMessage> next_log_message(std::string_view& line);

}  // namespace rampart
