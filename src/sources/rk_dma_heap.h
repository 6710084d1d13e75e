#pragma once

#include <string_view>

#include <rampart/base/result.h>

#include "sources/vendor_pool.h"

namespace rampart {

/// Reads /proc/rk_dma_heap/dma_heap_info of Rockchip's RV1103 and RV1106: one pool for each heap, of Kind::Cma, with
/// the buffers as blocks, named `dmabuf <inode>` or `non dmabuf`; the size of the heap is not in the text.
/// Malformed if a buffer's lines are not understood; TooLarge past `VendorPoolText::max_blocks`.
Result<VendorPoolText> parse_rk_dma_heap(std::string_view text, std::string_view file);

}  // namespace rampart
