#include "heap/fill_pattern.h"

#include <charconv>
#include <cstddef>
#include <fmt/format.h>
#include <string>
#include <utility>

namespace rampart {

Result<FillPattern> parse_fill_pattern(std::string_view text, std::string_view option) {
  constexpr std::size_t most = 64;
  std::string_view digits = text;
  if (digits.starts_with("0x") || digits.starts_with("0X")) digits.remove_prefix(2);
  FillPattern pattern;
  bool is_hex = !digits.empty() && digits.size() % 2 == 0 && digits.size() <= 2 * most;
  for (std::size_t at = 0; is_hex && at < digits.size(); at += 2) {
    std::uint8_t byte = 0;
    const char* const end = digits.data() + at + 2;
    const auto [rest, failure] = std::from_chars(digits.data() + at, end, byte, 16);
    is_hex = failure == std::errc{} && rest == end;
    pattern.push_back(byte);
  }
  if (is_hex) return pattern;
  return std::unexpected(
      Error{Errc::Malformed,
            {std::string{option}, 0, 0},
            fmt::format("{}: no pattern (expected 1 to {} bytes in hexadecimal: a5, 0xdeadbeef)", text, most)});
}

HeapResult<void> fill(const Buffer& buffer, const FillPattern& pattern) {
  const auto mapping = buffer.map();
  if (!mapping) return std::unexpected(mapping.error());
  auto access = CpuAccess::begin(buffer, Access::Write);
  if (!access) return std::unexpected(access.error());
  std::size_t at = 0;
  for (std::byte& each : mapping->bytes()) {
    each = std::byte{pattern[at]};
    if (++at == pattern.size()) at = 0;
  }
  return access->end();
}

HeapResult<std::optional<PatternMismatch>> find_mismatch(const Buffer& buffer, const FillPattern& pattern) {
  const auto mapping = buffer.map(Access::Read);
  if (!mapping) return std::unexpected(mapping.error());
  auto access = CpuAccess::begin(buffer, Access::Read);
  if (!access) return std::unexpected(access.error());
  std::optional<PatternMismatch> found;
  const auto bytes = mapping->bytes();
  for (std::size_t offset = 0, at = 0; offset < bytes.size() && !found; ++offset) {
    if (bytes[offset] != std::byte{pattern[at]}) {
      found = PatternMismatch{offset, pattern[at], std::to_integer<std::uint8_t>(bytes[offset])};
    }
    if (++at == pattern.size()) at = 0;
  }
  if (auto ended = access->end(); !ended) return std::unexpected(std::move(ended.error()));
  return found;
}

}  // namespace rampart
