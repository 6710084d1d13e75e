#include <cstdlib>
#include <string_view>

#include <rampart/sources/contiguous_config.h>

/// What is read is printed and read back the same; an error names its column.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto map = rampart::parse_contiguous_map(text, "fuzz");
  if (!map) {
    if (map.error().where.line != 1 || map.error().where.column == 0) std::abort();
    if (map.error().where.column > size + 1) std::abort();
    return 0;
  }
  const auto again = rampart::parse_contiguous_map(rampart::contiguous_map_text(*map), "fuzz");
  if (!again || *again != *map) std::abort();
  for (const auto& rule : *map) {
    // Its own words are a request that a rule is for.
    const auto& pattern = rule.patterns.front();
    if (!rampart::find_rule(*map, pattern.device, pattern.type.value_or(""))) std::abort();
  }
  return 0;
}
