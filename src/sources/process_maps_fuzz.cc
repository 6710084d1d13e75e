#include <cstdlib>

#include "sources/process_maps.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto ranges = rampart::parse_anonymous_maps({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!ranges) {
    if (ranges.error().where.line == 0) std::abort();  // an error always names its line
    return 0;
  }
  for (const rampart::VirtualRange& range : *ranges) {
    if (range.end < range.first) std::abort();
  }
  return 0;
}
