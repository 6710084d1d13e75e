#include "base/kernel_number.h"

namespace rampart {
namespace {

/// The value of a digit, or 255.
unsigned digit_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return 255;
}

/// `0x` is a prefix only before a hexadecimal digit; `0` before anything else begins an octal number.
unsigned take_base(std::string_view text, std::size_t& at) {
  if (text.empty() || text[0] != '0') return 10;
  if (text.size() > 2 && (text[1] | 0x20) == 'x' && digit_value(text[2]) < 16) {
    at = 2;
    return 16;
  }
  return 8;
}

/// The power of two of a suffix, or 0 if `c` is none.
unsigned suffix_shift(char c) {
  constexpr std::string_view letters = "KMGTPE";
  const std::size_t index = letters.find(static_cast<char>(c & ~0x20));
  return index == std::string_view::npos ? 0 : 10 * static_cast<unsigned>(index + 1);
}

}  // namespace

KernelNumber kernel_integer(std::string_view text) {
  KernelNumber number;
  const unsigned base = take_base(text, number.length);
  for (; number.length < text.size(); ++number.length) {
    const unsigned digit = digit_value(text[number.length]);
    if (digit >= base) break;
    number.overflowed |= number.value > (UINT64_MAX - digit) / base;
    number.value = number.value * base + digit;
  }
  return number;
}

KernelNumber kernel_number(std::string_view text) {
  KernelNumber number = kernel_integer(text);
  if (number.length == text.size()) return number;
  const unsigned shift = suffix_shift(text[number.length]);
  if (shift == 0) return number;
  ++number.length;
  number.overflowed |= number.value >> (64 - shift) != 0;
  number.value <<= shift;
  return number;
}

}  // namespace rampart
