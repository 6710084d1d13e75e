#include <cstdlib>
#include <string>
#include <string_view>

#include "sources/dmabuf_fdinfo.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const auto info = rampart::parse_dmabuf_fdinfo(input, "fuzz");
  if (!info && (info.error().where.line == 0 || info.error().where.column == 0)) std::abort();
  // Reading the text twice over says the same: the last of equal keys counts.
  if (info && (input.empty() || input.back() == '\n')) {
    const std::string twice = std::string{input} + std::string{input};
    const auto again = rampart::parse_dmabuf_fdinfo(twice, "fuzz");
    if (!again || *again != *info) std::abort();
  }
  return 0;
}
