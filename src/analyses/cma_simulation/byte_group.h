#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace rampart {

/// 64 bytes that are looked at together.
constexpr std::size_t byte_group_size = 64;

constexpr std::uint8_t largest_of_group(const std::uint8_t* bytes) {
  std::uint8_t most = 0;
  for (std::size_t i = 0; i < byte_group_size; ++i) most = std::max(most, bytes[i]);
  return most;
}

/// Which of the 64 are at least that: bit 0 is the first. For any processor.
inline std::uint64_t at_least_in_group_portable(const std::uint8_t* bytes, std::uint8_t least) {
  std::array<std::uint8_t, byte_group_size> flags;
  for (std::size_t i = 0; i < flags.size(); ++i) flags[i] = bytes[i] >= least ? 1 : 0;
  std::uint64_t result = 0;
  for (std::size_t i = 0; i < flags.size(); i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, &flags[i], sizeof eight);
    if constexpr (std::endian::native == std::endian::big) eight = __builtin_bswap64(eight);
    // Bit 0 of byte k comes to bit 56 + k.
    result |= (eight * 0x0102040810204080U >> 56) << i;
  }
  return result;
}

/// The same, by the instruction that x86-64 has for it: a fifth of the time, and compilers do not find it.
inline std::uint64_t at_least_in_group(const std::uint8_t* bytes, std::uint8_t least) {
#ifdef __SSE2__
  constexpr std::size_t lanes = 16;
  const __m128i wanted = _mm_set1_epi8(static_cast<char>(least));
  std::uint64_t result = 0;
  for (std::size_t i = 0; i < byte_group_size; i += lanes) {
    const __m128i some = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + i));
    const int mask = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(some, wanted), some));
    result |= std::uint64_t{static_cast<std::uint32_t>(mask)} << i;
  }
  return result;
#else
  return at_least_in_group_portable(bytes, least);
#endif
}

}  // namespace rampart
