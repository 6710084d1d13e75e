#include "sources/swaps.h"

#include <charconv>
#include <system_error>
#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/refill.h"
#include "base/scanner.h"

namespace rampart {
namespace {

bool is_octal(char digit) { return digit >= '0' && digit <= '7'; }

/// Undoes what the kernel makes of blanks, tabs, newlines and backslashes in a name: `\` and three octal digits.
void unescape(std::string_view escaped, std::string& into) {
  into.clear();
  while (!escaped.empty()) {
    const bool is_escape = escaped.size() >= 4 && escaped[0] == '\\' && escaped[1] <= '3' && is_octal(escaped[1]) &&
                           is_octal(escaped[2]) && is_octal(escaped[3]);
    if (is_escape) {
      into += static_cast<char>((escaped[1] - '0') * 64 + (escaped[2] - '0') * 8 + (escaped[3] - '0'));
    } else {
      into += escaped[0];
    }
    escaped.remove_prefix(is_escape ? 4 : 1);
  }
}

std::optional<Bytes> scan_kib(Scanner& scan) {
  scan.blanks();
  const auto count = scan.number();
  return count && *count <= UINT64_MAX >> 10 ? std::optional{kib(*count)} : std::nullopt;
}

/// Takes a number that may be negative.
std::optional<std::int64_t> scan_priority(Scanner& scan) {
  scan.blanks();
  const std::string_view word = scan.word();
  std::int64_t value{};
  const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), value);
  return failure == std::errc{} && end == word.data() + word.size() ? std::optional{value} : std::nullopt;
}

}  // namespace

std::optional<std::uint32_t> zram_number(std::string_view area) {
  Scanner scan{area};
  if (!scan.literal("/dev/zram")) return std::nullopt;
  const auto number = scan.number();
  const bool is_zram = number && *number <= UINT32_MAX && scan.at_end();
  return is_zram ? std::optional{static_cast<std::uint32_t>(*number)} : std::nullopt;
}

Result<void> read_swaps(std::string_view text, std::string_view file, Swaps& into) {
  Refill areas{into.areas};
  if (!text.starts_with("Filename")) {
    return malformed(file, 1, 1, "no header (expected Filename Type Size Used Priority)");
  }
  for (const Line line : Lines{text}) {
    if (line.number == 1) continue;
    Scanner scan{line.text};
    scan.blanks();
    if (scan.at_end()) continue;
    if (areas.size() == Swaps::max_areas) return too_many(file, line.number, Swaps::max_areas, "swap areas");
    SwapArea& area = areas.next();
    unescape(scan.word(), area.name);
    scan.blanks();
    area.type = scan.word();
    area.line = line.number;
    const auto size = scan_kib(scan);
    const auto used = size ? scan_kib(scan) : std::nullopt;
    if (!used) return malformed(file, line.number, scan.column(), "no size and use (expected two numbers of KiB)");
    area.size = *size;
    area.used = *used;
    const auto priority = scan_priority(scan);
    scan.blanks();
    if (!priority || !scan.at_end()) {
      return malformed(file, line.number, scan.column(), "no priority (expected <number> and the end of the line)");
    }
    area.priority = *priority;
  }
  return {};
}

Result<Swaps> parse_swaps(std::string_view text, std::string_view file) {
  Swaps swaps;
  if (auto done = read_swaps(text, file, swaps); !done) return std::unexpected(std::move(done.error()));
  return swaps;
}

}  // namespace rampart
