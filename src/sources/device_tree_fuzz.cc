#include <cstdlib>

#include "sources/device_tree.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart;
  const std::string_view blob{reinterpret_cast<const char*>(data), size};
  const auto tree = parse_dtb(blob, "fuzz");
  if (!tree) {
    if (tree.error().where.file != "fuzz" || tree.error().what.empty())
      std::abort();  // it names its file and its fault
    return 0;
  }
  if (tree->total_size > size) std::abort();  // nothing is read beyond the file
  for (const MemoryReference& reference : tree->references) {
    for (const RegionTarget& target : reference.targets) {
      if (target.node && (!tree->reserved || *target.node >= tree->reserved->nodes.size())) std::abort();
      if (target.other && *target.other >= tree->other_targets.size()) std::abort();
    }
  }
  return 0;
}
