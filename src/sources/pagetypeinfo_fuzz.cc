#include <cstdlib>

#include "sources/pagetypeinfo.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto info = rampart::parse_pagetypeinfo({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!info) {
    if (info.error().where.line == 0) std::abort();  // an error always names its line
    return 0;
  }
  for (const rampart::ZoneBlocks& zone : info->blocks.zones) {
    if (zone.blocks.size() != info->blocks.types.size()) std::abort();  // a count belongs to a type
  }
  for (const rampart::FreeByType& row : info->free) {
    if (row.free_blocks.size() > 64) std::abort();
  }
  return 0;
}
