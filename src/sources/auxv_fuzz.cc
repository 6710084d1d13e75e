#include <bit>
#include <cstdlib>

#include "sources/auxv.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto page_size = rampart::parse_auxv_page_size({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!page_size) return 0;
  const bool sound =
      std::has_single_bit(page_size->value) && *page_size >= rampart::kib(1) && *page_size <= rampart::mib(16);
  if (!sound || size < 16) std::abort();  // it takes two pairs of words to say a page size
  return 0;
}
