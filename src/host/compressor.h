#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "host/page_buffer.h"

namespace rampart {

/// What a library makes of a sample, page by page as zram does.
struct Compressed {
  std::uint64_t compressed{};            ///< In bytes; a page that does not compress counts whole, a same-filled not.
  std::uint64_t memory{};                ///< The same in the steps in which zram's allocator gives memory, in bytes.
  std::uint64_t incompressible_pages{};  ///< Larger than four fifths of a page when compressed: kept as they are.
  std::uint64_t same_pages{};            ///< Of one repeated machine word: kept without memory.
  std::chrono::nanoseconds write{};      ///< To compress all of them.
  std::chrono::nanoseconds read{};       ///< To decompress all of them.
};

/// The algorithms that `compress_pages` knows, by zram's names: `lz4` by liblz4, `deflate` by zlib with the window of
/// 2 KiB that the kernel uses. No zstd and lzo: a static rampart has no room for one, and the other is GPL.
constexpr std::string_view library_algorithms[] = {"lz4", "deflate"};

/// Compresses each page with one of them and decompresses it again.
Compressed compress_pages(std::string_view algorithm, const PageBuffer& pages);

}  // namespace rampart
