#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/heap/buffer.h>

namespace rampart {

/// Bytes that repeat over a buffer; one zero is what a heap gives.
using FillPattern = std::vector<std::uint8_t>;

/// Reads bytes in hexadecimal, `a5`, `0xdeadbeef`: an even number of digits, at most 64 bytes. Malformed otherwise;
/// `option` names it in the error.
Result<FillPattern> parse_fill_pattern(std::string_view text, std::string_view option);

/// Writes the pattern over all of a buffer.
HeapResult<void> fill(const Buffer& buffer, const FillPattern& pattern);

/// A byte that differs.
struct PatternMismatch {
  std::uint64_t offset{};
  std::uint8_t expected{};
  std::uint8_t found{};
  friend bool operator==(const PatternMismatch&, const PatternMismatch&) = default;
};

/// Maps a buffer anew and looks for the first byte that does not follow the pattern.
HeapResult<std::optional<PatternMismatch>> find_mismatch(const Buffer& buffer, const FillPattern& pattern);

}  // namespace rampart
