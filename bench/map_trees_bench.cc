// The claim: to read and map all device trees of Debian's arm64 and armmp kernels takes at most 1.5 times the CPU of a
// bare libfdt walk over every node and property of them. The ratio to a single fdt_next_tag pass is printed too.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <libfdt.h>
#include <string>
#include <vector>

#include <rampart/model/memory_map.h>

#include "assemble/declared_map.h"

namespace {

constexpr int repetitions = 15;

struct Tree {
  std::string file;
  std::string blob;
};

std::filesystem::path cache() {
  const char* const xdg = std::getenv("XDG_CACHE_HOME");
  if (xdg != nullptr && *xdg != '\0') return xdg;
  const char* const home = std::getenv("HOME");
  return std::filesystem::path{home == nullptr ? "/" : home} / ".cache";
}

std::vector<Tree> load_trees(const std::filesystem::path& folder) {
  std::vector<Tree> trees;
  std::error_code missing;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{folder, missing}) {
    if (entry.path().extension() != ".dtb") continue;
    std::ifstream file{entry.path(), std::ios::binary};
    trees.push_back({entry.path().string(), {std::istreambuf_iterator<char>{file}, {}}});
  }
  std::ranges::sort(trees, {}, &Tree::file);
  return trees;
}

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Regions and spans of all trees.
std::size_t map_all(const std::vector<Tree>& trees) {
  std::size_t count = 0;
  for (const Tree& tree : trees) {
    const auto facts = rampart::parse_dtb(tree.blob, tree.file);
    if (!facts) {
      std::fprintf(stderr, "%s\n", rampart::to_string(facts.error()).c_str());
      std::exit(1);
    }
    auto declared = rampart::declared_map(*facts);
    const auto map = rampart::MemoryMap::build(std::move(declared.regions), std::move(declared.dynamic));
    count += map.regions().size() + map.spans().size();
  }
  return count;
}

/// Nodes and properties, each looked at as a reader would that asks libfdt for everything.
std::size_t walk_all(const std::vector<Tree>& trees) {
  std::size_t count = 0;
  for (const Tree& tree : trees) {
    const char* const fdt = tree.blob.data();
    int depth = 0;
    for (int node = fdt_next_node(fdt, -1, &depth); node >= 0; node = fdt_next_node(fdt, node, &depth)) {
      ++count;
      int property = 0;
      fdt_for_each_property_offset(property, fdt, node) {
        const char* name = nullptr;
        int size = 0;
        if (fdt_getprop_by_offset(fdt, property, &name, &size) != nullptr) ++count;
      }
    }
  }
  return count;
}

std::size_t tag_all(const std::vector<Tree>& trees) {
  std::size_t count = 0;
  for (const Tree& tree : trees) {
    int offset = 0;
    while (fdt_next_tag(tree.blob.data(), offset, &offset) != FDT_END) ++count;
  }
  return count;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace

int main() {
  const std::vector<Tree> trees = load_trees(cache() / "rampart/device-trees");
  if (trees.empty()) {
    std::puts("skipped: no device trees (expected tools/device-trees/fetch.sh to have run)");
    return 0;
  }
  const std::array<std::size_t (*)(const std::vector<Tree>&), 3> contestants{map_all, walk_all, tag_all};
  std::array<std::vector<double>, 3> seconds;
  std::size_t checksum = 0;
  for (int i = 0; i < repetitions; ++i) {
    for (std::size_t each = 0; each < contestants.size(); ++each) {  // in turn, so that all meet the same machine
      const double begin = cpu_seconds();
      checksum += contestants[each](trees);
      seconds[each].push_back(cpu_seconds() - begin);
    }
  }
  const double map = median(seconds[0]);
  const double walk = median(seconds[1]);
  const double tags = median(seconds[2]);
  std::printf("map of %zu trees: %.3f s CPU; bare libfdt walk %.3f s, fdt_next_tag pass %.3f s (checksum %zu)\n",
              trees.size(), map, walk, tags, checksum);
  std::printf("ratio to the walk: %.2f (at most 1.50); to the pass: %.2f\n", map / walk, map / tags);
  return map / walk <= 1.5 ? 0 : 1;
}
