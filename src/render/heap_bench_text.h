#pragma once

#include <string>

#include "analyses/heap_bench.h"

namespace rampart {

/// One row a size: percentiles of the library's cycle beside the bare one's, and what the library adds.
std::string heap_bench_text(const HeapBench& bench);

/// The same as a document, schema rampart.heap-bench/1.
std::string heap_bench_json(const HeapBench& bench);

/// Median and 99th percentile of both over the sizes, as a picture of its own; both axes logarithmic.
std::string heap_bench_svg(const HeapBench& bench);

}  // namespace rampart
