#pragma once

#include <string>

#include <rampart/model/heap_run.h>

namespace rampart {

/// How many buffers there are, what that did to the pool, and what verifying found; one line each.
std::string heap_run_text(const HeapRun& run);

/// The same as a document, schema rampart.heap-alloc/1.
std::string heap_run_json(const HeapRun& run);

}  // namespace rampart
