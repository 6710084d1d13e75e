#pragma once

#include <cstdint>

#include "host/dma_buf.h"

namespace rampart {

/// When a cycle began, had its buffer, and was over; nanoseconds of CLOCK_MONOTONIC.
struct HeapCycleTimes {
  std::uint64_t begun{};
  std::uint64_t allocated{};
  std::uint64_t freed{};
};

/// CLOCK_MONOTONIC in nanoseconds.
std::uint64_t monotonic_nanoseconds();

/// Allocates from an open heap, maps, begins, touches the first byte, ends, unmaps and closes: by system calls alone,
/// as a program without a library does it. What the library is measured against.
Called<HeapCycleTimes> bare_heap_cycle(int heap, std::uint64_t size);

}  // namespace rampart
