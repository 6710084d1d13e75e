#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "sources/media_zone.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const auto zones = rampart::parse_media_zone_parameter(input, "fuzz");
  if (!zones) {
    if (zones.error().where.column == 0 || zones.error().where.column > size + 1) std::abort();
    return 0;
  }
  // As many zones as colons allow, each with a name.
  if (zones->size() != static_cast<std::size_t>(std::ranges::count(input, ':')) + 1) std::abort();
  for (const auto& zone : *zones) {
    if (zone.name.empty()) std::abort();
  }
  return 0;
}
