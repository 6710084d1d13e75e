#include <cstdlib>
#include <string_view>

#include <rampart/model/memory_map.h>

#include "assemble/python_map.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  auto paste = rampart::parse_python_paste(text, "fuzz");
  if (!paste) return 0;
  const rampart::PythonPaste pastes[] = {std::move(*paste)};
  const rampart::BootLog logs[] = {rampart::parse_boot_log(text, "fuzz")};
  const rampart::PythonMap made = rampart::python_map(pastes, logs);
  for (const rampart::Region& region : made.regions) {
    if (region.origin.where.line == 0) std::abort();
    if (!region.occupancy) continue;
    // The blocks of a region are all of it, and each run is of another state than the one before.
    rampart::Bytes sum;
    const rampart::Occupancy::Run* before = nullptr;
    for (const rampart::Occupancy::Run& run : region.occupancy->runs) {
      if (run.size == rampart::Bytes{} || (before != nullptr && before->state == run.state)) std::abort();
      sum = saturating_add(sum, run.size);
      before = &run;
    }
    if (sum != region.range.size()) std::abort();
  }
  for (const rampart::DynamicRegion& region : made.dynamic) {
    if (region.origin.where.line == 0) std::abort();
  }
  if (made.regions.size() > 1000) return 0;
  const auto map = rampart::MemoryMap::build(made.regions, made.dynamic);
  if (map.regions().size() != made.regions.size()) std::abort();
  return 0;
}
