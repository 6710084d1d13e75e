#include "host/compressor.h"

#include <cstring>
#include <functional>
#include <lz4.h>
#include <string>
#include <vector>
#include <zlib.h>

namespace rampart {
namespace {

using Clock = std::chrono::steady_clock;

/// One way there and back. Sizes are zero where it failed or there was no room.
struct Codec {
  std::function<std::size_t(std::span<const char> from, std::span<char> into)> compress;
  std::function<std::size_t(std::span<const char> from, std::span<char> into)> decompress;
};

Codec lz4() {
  const auto size = [](std::span<const char> span) { return static_cast<int>(span.size()); };
  const auto done = [](int count) { return static_cast<std::size_t>(count < 0 ? 0 : count); };
  return {.compress =
              [=](std::span<const char> from, std::span<char> into) {
                return done(::LZ4_compress_default(from.data(), into.data(), size(from), size(into)));
              },
          .decompress =
              [=](std::span<const char> from, std::span<char> into) {
                return done(::LZ4_decompress_safe(from.data(), into.data(), size(from), size(into)));
              }};
}

void point(z_stream& stream, std::span<const char> from, std::span<char> into) {
  // zlib only reads it, but its declaration does not say so.
  stream.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(from.data()));
  stream.avail_in = static_cast<unsigned>(from.size());
  stream.next_out = reinterpret_cast<unsigned char*>(into.data());
  stream.avail_out = static_cast<unsigned>(into.size());
}

Codec deflate_codec() {
  constexpr int window_bits = -11;  // crypto/deflate.c: raw, 2 KiB
  constexpr int memory_level = 9;
  return {.compress = [](std::span<const char> from, std::span<char> into) -> std::size_t {
            z_stream stream{};
            if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window_bits, memory_level,
                               Z_DEFAULT_STRATEGY) != Z_OK) {
              return 0;
            }
            point(stream, from, into);
            const bool whole = ::deflate(&stream, Z_FINISH) == Z_STREAM_END;
            const std::size_t size = stream.total_out;
            ::deflateEnd(&stream);
            return whole ? size : 0;
          },
          .decompress = [](std::span<const char> from, std::span<char> into) -> std::size_t {
            z_stream stream{};
            if (::inflateInit2(&stream, window_bits) != Z_OK) return 0;
            point(stream, from, into);
            const bool whole = ::inflate(&stream, Z_FINISH) == Z_STREAM_END;
            const std::size_t size = stream.total_out;
            ::inflateEnd(&stream);
            return whole ? size : 0;
          }};
}

/// Whether a page repeats one machine word.
bool is_same_filled(std::span<const char> page) {
  constexpr std::size_t word = sizeof(unsigned long);
  return std::memcmp(page.data(), page.data() + word, page.size() - word) == 0;
}

}  // namespace

Compressed compress_pages(std::string_view algorithm, const PageBuffer& pages) {
  const Codec codec = algorithm == "lz4" ? lz4() : deflate_codec();
  const std::size_t page_size = pages.page_size();
  const std::size_t largest = page_size * 4 / 5;  // zs_huge_class_size(): 3264 of 4096 bytes
  const std::size_t step = page_size >> 8;        // the difference of zsmalloc's size classes
  Compressed result;
  std::vector<char> packed(page_size);
  std::vector<char> unpacked(page_size);
  for (std::size_t i = 0; i < pages.count(); ++i) {
    if (is_same_filled(pages.page(i))) {
      ++result.same_pages;
      continue;
    }
    const auto started = Clock::now();
    const std::size_t size = codec.compress(pages.page(i), packed);
    const auto between = Clock::now();
    result.write += std::chrono::duration_cast<std::chrono::nanoseconds>(between - started);
    if (size == 0 || size > largest) {
      ++result.incompressible_pages;
      result.compressed += page_size;
      result.memory += page_size;
      continue;
    }
    codec.decompress(std::span{packed}.first(size), unpacked);
    result.read += std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - between);
    result.compressed += size;
    result.memory += (size + step - 1) / step * step;
  }
  return result;
}

}  // namespace rampart
