#pragma once

#include <vector>

#include "analyses/python/heap_report.h"

namespace rampart {

/// What does not add up in a paste, and numbers of different moments; `heaps` is one report for each of its dumps.
std::vector<Finding> python_heap_checks(const PythonPaste& paste, const std::vector<PythonHeapReport>& heaps);

/// What a call of mem_info() says of itself in blocks cannot be true with blocks of this size; nothing if it can.
std::optional<std::string> block_contradiction(const PythonMemInfo& info, Bytes block);

}  // namespace rampart
