#include <cstdlib>
#include <string_view>

#include "sources/dmabuf_sysfs.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const std::size_t first = input.find('\n');
  const std::size_t second = first == std::string_view::npos ? first : input.find('\n', first + 1);
  if (second == std::string_view::npos) return 0;
  const auto stat = rampart::parse_dmabuf_stat(input.substr(0, first), input.substr(first + 1, second - first - 1),
                                               input.substr(second + 1));
  if (!stat && stat.error().where.line != 1) std::abort();
  if (stat && !stat->exporter.empty() && stat->exporter.back() == '\n') std::abort();
  return 0;
}
