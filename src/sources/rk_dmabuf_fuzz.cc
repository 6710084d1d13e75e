#include <cstdlib>
#include <string_view>

#include "sources/rk_dmabuf.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const auto list = rampart::parse_rk_dmabuf(input, "fuzz");
  if (!list && list.error().where.line == 0) std::abort();
  if (list) {
    for (const auto& buffer : list->buffers) {
      if (buffer.exporter.empty() || buffer.line == 0) std::abort();  // a buffer has an owner and a place
    }
  }
  const auto sum = rampart::parse_rk_dmabuf_sum(input, "fuzz");
  if (sum && sum->value % 1024 != 0) std::abort();
  return 0;
}
