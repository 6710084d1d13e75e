#include "sources/log_message.h"

#include <cstring>

#include "base/scanner.h"

namespace rampart {
namespace {

/// True if each byte is printable ASCII or a tab. Looks at eight bytes at a time, because it looks at every line.
bool is_plain(std::string_view line) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t tops = ones << 7;
  std::size_t at = 0;
  for (; at + sizeof(std::uint64_t) <= line.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word{};
    std::memcpy(&word, line.data() + at, sizeof word);
    // The top bit of a byte is set in the first term below 0x20, in the second from 0x80 on, in the third from 0x7f on.
    // A borrow or carry between bytes only happens beside a byte that is not plain anyway.
    if ((((word - ones * 0x20) | word | (word + ones)) & tops) != 0) return false;
  }
  for (; at < line.size(); ++at) {
    const auto byte = static_cast<unsigned char>(line[at]);
    if (byte < 0x20 || byte >= 0x7f) return false;
  }
  return true;
}

/// The length of the escape sequence at `at`, whose first byte is the escape character.
std::size_t escape_length(std::string_view line, std::size_t at) {
  std::size_t end = at + 1;
  if (end == line.size()) return 1;
  if (line[end] != '[') return 2;  // ESC c
  ++end;
  while (end < line.size() && !(line[end] >= '@' && line[end] <= '~')) ++end;
  return (end == line.size() ? end : end + 1) - at;
}

/// The length of the UTF-8 character at `at`, or 0 if there is none.
std::size_t utf8_length(std::string_view line, std::size_t at) {
  const auto first = static_cast<unsigned char>(line[at]);
  const std::size_t length = first >= 0xf0 && first < 0xf5   ? 4
                             : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xc2                 ? 2
                                                             : 0;
  if (length == 0 || first >= 0xf5 || line.size() - at < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(line[at + i]) & 0xc0) != 0x80) return 0;
  }
  return length;
}

/// Takes "[   12.345678]", or nothing.
std::optional<std::int64_t> take_stamp(Scanner& scan) {
  if (!scan.literal("[")) return std::nullopt;
  scan.blanks();
  const auto seconds = scan.number();
  if (!seconds || *seconds > std::uint64_t{1} << 40 || !scan.literal(".")) return std::nullopt;
  const std::size_t before = scan.column();
  const auto fraction = scan.number();
  if (!fraction || scan.column() - before != 6 || !scan.literal("]")) return std::nullopt;
  return static_cast<std::int64_t>(*seconds * 1'000'000 + *fraction);
}

/// Where the next time stamp begins, from `from` on.
std::size_t find_stamp(std::string_view line, std::size_t from) {
  for (std::size_t at = line.find('[', from); at != std::string_view::npos; at = line.find('[', at + 1)) {
    Scanner scan{line.substr(at)};
    if (take_stamp(scan)) return at;
  }
  return std::string_view::npos;
}

}  // namespace

std::string_view clean_log_line(std::string_view line, std::string& buffer) {
  if (is_plain(line)) return line;
  buffer.clear();
  for (std::size_t at = 0; at < line.size();) {
    const auto byte = static_cast<unsigned char>(line[at]);
    std::size_t length = 1;
    bool is_text = byte == '\t' || (byte >= 0x20 && byte < 0x7f);
    if (byte == 0x1b) {
      length = escape_length(line, at);
    } else if (byte >= 0x80) {
      const std::size_t character = utf8_length(line, at);
      is_text = character != 0;
      if (is_text) length = character;
    }
    if (is_text) buffer += line.substr(at, length);
    at += length;
  }
  return buffer;
}

std::optional<LogMessage> next_log_message(std::string_view& line) {
  if (line.empty()) return std::nullopt;
  Scanner scan{line};
  LogMessage message;
  message.microseconds = take_stamp(scan);
  const std::size_t from = message.microseconds ? scan.column() - 1 : 0;
  const std::size_t end = find_stamp(line, message.microseconds ? from : 1);
  message.text = line.substr(from, end == std::string_view::npos ? end : end - from);
  line = end == std::string_view::npos ? std::string_view{} : line.substr(end);
  return message;
}

}  // namespace rampart
