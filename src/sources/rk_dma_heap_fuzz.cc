#include <string_view>

#include "sources/rk_dma_heap.h"
#include "sources/vendor_pool_property.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  rampart::require_sound(rampart::parse_rk_dma_heap(input, "fuzz"), input);
  return 0;
}
