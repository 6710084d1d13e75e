#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rampart {

/// The big-endian number of four bytes at `at`, which must be inside `bytes`.
constexpr std::uint32_t big_endian_32(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(bytes[at + i])}; };
  return byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3);
}

}  // namespace rampart
