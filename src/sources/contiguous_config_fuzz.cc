#include <cstdlib>
#include <string_view>

#include <rampart/sources/contiguous_config.h>

namespace {

/// What is read is printed and read back the same; an error names line and column.
void check(const rampart::Result<rampart::ContiguousConfig>& config) {
  if (!config) {
    if (config.error().where.line == 0 || config.error().where.column == 0) std::abort();
    return;
  }
  const auto again = rampart::parse_contiguous_line(rampart::contiguous_line_text(*config), "fuzz");
  if (!again || *again != *config) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  check(rampart::parse_contiguous_line(text, "fuzz"));
  check(rampart::parse_contiguous_toml(text, "fuzz"));
  return 0;
}
