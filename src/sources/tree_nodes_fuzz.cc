#include <cstdlib>

#include "sources/device_tree.h"
#include "sources/tree_nodes.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart;
  const std::string_view blob{reinterpret_cast<const char*>(data), size};
  const auto nodes = parse_tree_nodes(blob, "fuzz");
  const auto tree = parse_dtb(blob, "fuzz");
  // What one reads the other reads too; parse_dtb also wants a sound reservation block and paths that are not too long.
  if (tree && !nodes) std::abort();
  if (nodes && !tree && tree.error().code != Errc::TooLarge && tree.error().code != Errc::Malformed) std::abort();
  return 0;
}
