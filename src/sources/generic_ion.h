#pragma once

#include <string_view>

#include <rampart/base/result.h>

#include "sources/vendor_pool.h"

namespace rampart {

/// Reads /sys/kernel/debug/ion/heaps/<heap> of 3.x and 4.x kernels, Allwinner's among them. The text names neither the
/// heap nor its size: a pool with only `used` and its clients; the blocks are the orphaned ones.
/// Unsupported if the text does not begin with its header `client pid size`; Malformed if a row is not understood.
Result<VendorPoolText> parse_generic_ion(std::string_view text, std::string_view file);

}  // namespace rampart
