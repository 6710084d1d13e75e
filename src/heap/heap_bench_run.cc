#include "heap/heap_bench_run.h"

#include <fcntl.h>

#include "heap/refusal.h"
#include "host/bare_heap_cycle.h"

namespace rampart {
namespace {

/// The same as `bare_heap_cycle`, by the library.
HeapResult<HeapCycleTimes> library_cycle(const Heap& heap, Bytes size) {
  HeapCycleTimes times;
  times.begun = monotonic_nanoseconds();
  {
    const auto buffer = heap.allocate(size);
    if (!buffer) return std::unexpected(buffer.error());
    times.allocated = monotonic_nanoseconds();
    const auto mapping = buffer->map();
    if (!mapping) return std::unexpected(mapping.error());
    const auto access = CpuAccess::begin(*buffer, Access::Write);
    if (!access) return std::unexpected(access.error());
    *static_cast<volatile std::byte*>(mapping->data()) = std::byte{1};
  }
  times.freed = monotonic_nanoseconds();
  return times;
}

struct Samples {
  std::vector<std::uint64_t> allocate;
  std::vector<std::uint64_t> cycle;

  void add(const HeapCycleTimes& times) {
    allocate.push_back(times.allocated - times.begun);
    cycle.push_back(times.freed - times.begun);
  }
  HeapBenchSide side() && { return {latency_of(std::move(allocate)), latency_of(std::move(cycle))}; }
};

HeapResult<HeapBenchRow> bench_size(const Heap& heap, int device, Bytes size, std::uint64_t cycles) {
  constexpr std::uint64_t warm_up = 4;
  Samples library;
  Samples bare;
  for (std::uint64_t round = 0; round < 2 * (cycles + warm_up); ++round) {
    // In turns, and each as often first as second: what slows the machine down for a while hits both.
    const bool is_library = (round & 1) == ((round >> 1) & 1);
    if (is_library) {
      const auto times = library_cycle(heap, size);
      if (!times) return std::unexpected(times.error());
      if (round >= 2 * warm_up) library.add(*times);
    } else {
      const auto times = bare_heap_cycle(device, size.value);
      if (!times) return std::unexpected(refusal(times.error(), heap.path(), "the bare system calls failed"));
      if (round >= 2 * warm_up) bare.add(*times);
    }
  }
  return HeapBenchRow{.size = size, .library = std::move(library).side(), .bare = std::move(bare).side()};
}

}  // namespace

HeapResult<HeapBench> bench_heap(const Heap& heap, const std::vector<Bytes>& sizes, std::uint64_t cycles) {
  HeapBench bench{.heap = heap.name(), .path = heap.path(), .cycles = cycles, .rows = {}};
  const auto device = open_device(heap.path().c_str(), O_RDONLY);
  if (!device) return std::unexpected(refusal(device.error(), heap.path(), "cannot open the heap"));
  for (const Bytes size : sizes) {
    auto row = bench_size(heap, device->get(), size, cycles);
    if (!row) return std::unexpected(std::move(row.error()));
    bench.rows.push_back(*row);
  }
  return bench;
}

}  // namespace rampart
