#include <cstdlib>

#include "sources/meminfo.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto info = rampart::parse_meminfo({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!info && info.error().where.line == 0) std::abort();  // an error always names its line
  return 0;
}
