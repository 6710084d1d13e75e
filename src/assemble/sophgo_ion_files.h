#pragma once

#include <string>

#include <rampart/base/result.h>

#include "base/file_tree.h"
#include "sources/vendor_pool.h"

namespace rampart {

/// Reads a `cvi_<heap>_heap_dump/summary` of Sophgo's ION; where that is missing or not understood, the numbers beside
/// it (`total_mem`, `alloc_mem`, `peak`), which other readers take. Fails as the summary did if they are missing too.
Result<VendorPoolText> read_sophgo_ion(FileTree& files, const std::string& summary_path);

}  // namespace rampart
