#include <cstdlib>

#include <rampart/model/memory_map.h>

#include "assemble/declared_map.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart;
  const auto tree = parse_dtb({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!tree) return 0;
  DeclaredMap declared = declared_map(*tree);
  const std::size_t count = declared.regions.size();
  for (const Region& region : declared.regions) {
    if (region.range.last() < region.range.base()) std::abort();  // every region is addresses, and says whence it is
    if (region.origin.where.file != "fuzz" || region.origin.detail.empty()) std::abort();
  }
  if (tree->memory.empty() && tree->mem_reserves.empty() && !tree->reserved && !tree->chosen && count != 0)
    std::abort();
  const MemoryMap map = MemoryMap::build(std::move(declared.regions), std::move(declared.dynamic));
  if (map.regions().size() != count) std::abort();
  return 0;
}
