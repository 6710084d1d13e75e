#pragma once

#include <cstdint>
#include <vector>

#include <rampart/heap/heap.h>

#include "analyses/heap_bench.h"

namespace rampart {

/// Measures a heap: `cycles` of the library and as many by system calls alone, in turns, at each size. The heap must be
/// one of the kernel's. A size for which it has no memory ends it with the heap's error.
HeapResult<HeapBench> bench_heap(const Heap& heap, const std::vector<Bytes>& sizes, std::uint64_t cycles);

}  // namespace rampart
