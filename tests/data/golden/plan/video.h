// video <call>: written by rampart plan.
// Buffers that never run together may share an offset; with others they must not be used at the same time.
#pragma once

#include <cstdint>

namespace memory_plan {

/// Bytes from the base of the pool, and of the buffer.
struct Place {
  std::uint64_t offset;
  std::uint64_t size;
};

/// no-map, 21 MiB, for camera and decoder.
namespace video {
inline constexpr std::uint64_t size = 0x1500000;
inline constexpr std::uint64_t base = 0x7eb00000;
inline constexpr Place frames[] = {{0x0, 0xa00000}, {0xa00000, 0xa00000}};
inline constexpr Place picture[] = {{0x0, 0x1400000}};
inline constexpr Place table[] = {{0x1400000, 0x40000}};
}  // namespace video

}  // namespace memory_plan
