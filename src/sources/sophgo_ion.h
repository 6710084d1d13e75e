#pragma once

#include <string_view>

#include <rampart/base/result.h>

#include "sources/vendor_pool.h"

namespace rampart {

/// Reads /sys/kernel/debug/ion/cvi_<heap>_heap_dump/summary of Sophgo and CVITEK chips. The heap's place is not in the
/// text; it is given if blocks and free runs together fill one range of the heap's size.
/// Malformed, with line and column, if a line is not of the known form; TooLarge past `VendorPoolText::max_blocks`.
Result<VendorPoolText> parse_sophgo_ion(std::string_view text, std::string_view file);

}  // namespace rampart
