#include "base/size_text.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <fmt/format.h>

#include "base/scanner.h"

namespace rampart {
namespace {

constexpr std::array<std::string_view, 7> units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

/// Takes `K`, `KB` or `KiB` and the like; returns the power of 1024, or nothing if something else follows.
std::optional<unsigned> take_suffix(Scanner& scan) {
  constexpr std::string_view letters = "KMGT";
  if (scan.at_end()) return 0;
  const char upper = static_cast<char>(scan.rest().front() & ~0x20);
  const std::size_t index = letters.find(upper);
  if (index == std::string_view::npos) return std::nullopt;
  scan.literal(scan.rest().substr(0, 1));
  if (!scan.literal("iB")) scan.literal("B");
  if (!scan.at_end()) return std::nullopt;
  return static_cast<unsigned>(index + 1);
}

std::unexpected<Error> refused(Errc code, std::string_view option, std::string_view text, std::string_view why) {
  return std::unexpected(
      Error{code,
            {std::string{option}, 0, 0},
            fmt::format("{}: {} (expected a size such as 64M, 1.5G, 65536K or 0x4000000)", text, why)});
}

}  // namespace

std::string size_text(Bytes size) {
  std::size_t unit = 0;
  while (unit + 1 < units.size() && size.value >> (10 * (unit + 1)) != 0) ++unit;
  const std::uint64_t one = std::uint64_t{1} << (10 * unit);
  if (size.value % one == 0) return fmt::format("{} {}", size.value / one, units[unit]);
  // In tenths, so that 1023.96 MiB, which rounds to 1024.0, is written as the next unit.
  const std::uint64_t whole = size.value / one;
  const auto fraction = static_cast<double>(size.value % one) / static_cast<double>(one);
  const auto tenths = whole * 10 + static_cast<std::uint64_t>(fraction * 10 + 0.5);
  if (tenths >= 10240 && unit + 1 < units.size()) return fmt::format("1 {}", units[unit + 1]);
  if (tenths % 10 == 0) return fmt::format("{}.0 {}", tenths / 10, units[unit]);
  return fmt::format("{}.{} {}", tenths / 10, tenths % 10, units[unit]);
}

std::string size_or_dash(const std::optional<Bytes>& size) { return size ? size_text(*size) : "-"; }

Result<Bytes> parse_size(std::string_view text, std::string_view option) {
  Scanner scan{text};
  std::optional<std::uint64_t> whole = scan.hex();
  const bool is_hex = whole.has_value();
  if (!is_hex) whole = scan.number();
  if (!whole) return refused(Errc::Malformed, option, text, "not a size");

  double fraction = 0;
  if (!is_hex && scan.literal(".")) {
    double place = 0.1;
    const std::string_view digits = scan.rest().substr(0, scan.rest().find_first_not_of("0123456789"));
    if (digits.empty()) return refused(Errc::Malformed, option, text, "not a size");
    for (const char digit : digits) {
      fraction += place * (digit - '0');
      place /= 10;
    }
    scan.literal(digits);
    if (scan.at_end()) return refused(Errc::Malformed, option, text, "a fraction of a byte");
  }
  const auto power = take_suffix(scan);
  if (!power) return refused(Errc::Malformed, option, text, "not a size");
  if (*whole > UINT64_MAX >> (10 * *power)) return refused(Errc::OutOfRange, option, text, "past 2^64 - 1");
  const std::uint64_t one = std::uint64_t{1} << (10 * *power);
  return Bytes{*whole * one + static_cast<std::uint64_t>(std::llround(fraction * static_cast<double>(one)))};
}

}  // namespace rampart
