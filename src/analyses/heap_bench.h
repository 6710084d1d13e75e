#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rampart/base/units.h>

namespace rampart {

/// How long one operation took, over many; in nanoseconds.
struct Latency {
  std::uint64_t p50{};
  std::uint64_t p90{};
  std::uint64_t p99{};
  std::uint64_t max{};
  friend bool operator==(const Latency&, const Latency&) = default;
};

/// The nearest-rank percentiles of samples in any order; all zero if there are none.
Latency latency_of(std::vector<std::uint64_t> samples);

/// One side of a comparison at one size.
struct HeapBenchSide {
  Latency allocate;  ///< The request to the heap alone.
  Latency cycle;     ///< Allocate, map, begin, touch, end, unmap, free.
};

struct HeapBenchRow {
  Bytes size;
  HeapBenchSide library;  ///< By rampart/heap.h.
  HeapBenchSide bare;     ///< The same system calls and nothing else, taken in turns with those of the library.

  /// What the library's cycle takes more than the bare one, as a share of it; medians. Empty if that took no time.
  std::optional<double> overhead() const;
  /// Bytes a second that one thread can have and give back; empty as above.
  std::optional<double> throughput() const;
};

struct HeapBench {
  std::string heap;
  std::string path;
  std::uint64_t cycles{};  ///< Of each side at each size.
  std::vector<HeapBenchRow> rows;
};

}  // namespace rampart
