#include <cstdlib>
#include <string_view>

#include "sources/dmabuf_maps.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const auto mappings = rampart::parse_dmabuf_maps(input, "fuzz");
  if (!mappings && mappings.error().where.line == 0) std::abort();
  if (!mappings) return 0;
  for (const auto& mapping : *mappings) {
    if (mapping.size.value == 0 || mapping.line == 0) std::abort();
  }
  return 0;
}
