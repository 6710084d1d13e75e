#include <cstdlib>
#include <string_view>

#include "sources/dmabuf_bufinfo.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const auto info = rampart::parse_dmabuf_bufinfo(input, "fuzz");
  if (!info) {
    if (info.error().where.line == 0) std::abort();
    return 0;
  }
  std::size_t line = 0;
  for (const auto& object : info->objects) {
    if (object.line <= line || object.exporter.empty()) std::abort();  // in the text's order, each with an owner
    line = object.line;
    if (object.name && object.name->empty()) std::abort();
  }
  return 0;
}
