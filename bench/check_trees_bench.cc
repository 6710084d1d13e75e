// The claim: all device trees of Debian's arm64 and armmp kernels are read and checked by every rule within 0.2 s of
// CPU, and within three times the CPU of a single fdt_next_tag pass over them.
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
#include <utility>
#include <vector>

#include "analyses/check/check.h"

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

/// What the rules find on all trees.
std::size_t check_all(const std::vector<Tree>& trees) {
  std::size_t count = 0;
  for (const Tree& tree : trees) {
    auto facts = rampart::parse_dtb(tree.blob, tree.file);
    if (!facts) {
      std::fprintf(stderr, "%s\n", rampart::to_string(facts.error()).c_str());
      std::exit(1);
    }
    rampart::BootSetup setup;
    setup.architecture = rampart::architecture_of_cpu(facts->cpu_compatible).value_or(rampart::Architecture::Arm64);
    if (facts->chosen) {
      setup.command_line = rampart::parse_command_line(facts->chosen->bootargs.value_or(""), tree.file);
      setup.parameters = rampart::memory_parameters(setup.command_line);
    }
    setup.tree = std::move(*facts);
    count += rampart::check(setup).size();
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
  const std::array<std::size_t (*)(const std::vector<Tree>&), 2> contestants{check_all, tag_all};
  std::array<std::vector<double>, 2> seconds;
  std::size_t checksum = 0;
  for (int i = 0; i < repetitions; ++i) {
    for (std::size_t each = 0; each < contestants.size(); ++each) {  // in turn, so that both meet the same machine
      const double begin = cpu_seconds();
      checksum += contestants[each](trees);
      seconds[each].push_back(cpu_seconds() - begin);
    }
  }
  const double check = median(seconds[0]);
  const double tags = median(seconds[1]);
  std::printf("check of %zu trees: %.3f s CPU (at most 0.200); fdt_next_tag pass %.3f s (checksum %zu)\n", trees.size(),
              check, tags, checksum);
  std::printf("ratio to the pass: %.2f (at most 3.00)\n", check / tags);
  return check <= 0.2 && check / tags <= 3.0 ? 0 : 1;
}
