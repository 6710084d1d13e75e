#include <cstdlib>

#include <rampart/model/memory_map.h>

#include "assemble/iomem_map.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto iomem = rampart::parse_iomem({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!iomem || iomem->entries.size() > 1000) return 0;
  const auto made = rampart::regions_of(*iomem, "fuzz");
  // Every line becomes a region or a finding, in the order of the text, and none of a hidden one.
  if (made.regions.size() + made.findings.size() != (iomem->hidden ? 0 : iomem->entries.size())) std::abort();
  std::size_t line = 0;
  for (const rampart::Region& region : made.regions) {
    if (region.origin.where.line <= line) std::abort();
    line = region.origin.where.line;
  }
  const auto map = rampart::MemoryMap::build(made.regions);
  if (map.regions().size() != made.regions.size()) std::abort();
  return 0;
}
