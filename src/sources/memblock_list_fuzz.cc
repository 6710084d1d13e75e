#include <cstdlib>

#include "sources/memblock_list.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart;
  const auto list = parse_memblock_list({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!list && list.error().where.line == 0) std::abort();  // an error always names its line
  return 0;
}
