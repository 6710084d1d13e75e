#include "analyses/heap_bench.h"

#include <algorithm>
#include <cstddef>

namespace rampart {

Latency latency_of(std::vector<std::uint64_t> samples) {
  if (samples.empty()) return {};
  std::ranges::sort(samples);
  const auto at = [&](std::size_t percent) { return samples[(samples.size() * percent + 99) / 100 - 1]; };
  return {.p50 = at(50), .p90 = at(90), .p99 = at(99), .max = samples.back()};
}

std::optional<double> HeapBenchRow::overhead() const {
  if (bare.cycle.p50 == 0) return std::nullopt;
  return static_cast<double>(library.cycle.p50) / static_cast<double>(bare.cycle.p50) - 1;
}

std::optional<double> HeapBenchRow::throughput() const {
  if (library.cycle.p50 == 0) return std::nullopt;
  return static_cast<double>(size.value) * 1e9 / static_cast<double>(library.cycle.p50);
}

}  // namespace rampart
