#include "host/kernel_tree.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace rampart {
namespace {

namespace fs = std::filesystem;

constexpr const char* architectures[] = {"arm", "arm64", "riscv"};

std::error_code add_sources(const fs::path& folder, const char* architecture, std::vector<KernelDts>& sources) {
  std::error_code failure;
  for (fs::recursive_directory_iterator each{folder, failure}, end; !failure && each != end; each.increment(failure)) {
    if (each->path().extension() == ".dts") sources.push_back({each->path().string(), architecture});
  }
  return failure;
}

}  // namespace

Result<std::vector<KernelDts>> find_kernel_dts(const std::string& directory) {
  std::vector<KernelDts> sources;
  for (const char* const architecture : architectures) {
    const fs::path folder = fs::path{directory} / "arch" / architecture / "boot" / "dts";
    std::error_code failure;
    if (!fs::is_directory(folder, failure)) continue;
    failure = add_sources(folder, architecture, sources);
    if (failure) return std::unexpected(Error{Errc::Io, {folder.string(), 0, 0}, failure.message()});
  }
  if (sources.empty()) {
    return std::unexpected(Error{
        Errc::NotFound, {directory, 0, 0}, "no device-tree sources (expected arch/arm64/boot/dts of a Linux tree)"});
  }
  std::ranges::sort(sources, {}, &KernelDts::path);
  return sources;
}

std::vector<std::string> kernel_dts_include_dirs(const std::string& directory) {
  const fs::path top{directory};
  std::vector<std::string> directories{(top / "scripts/dtc/include-prefixes").string(), (top / "include").string()};
  for (const char* const architecture : architectures) {
    directories.push_back((top / "arch" / architecture / "boot/dts").string());
  }
  return directories;
}

std::string path_in_tree(const std::string& path, const std::string& directory) {
  std::error_code failure;
  const fs::path whole = fs::canonical(path, failure);
  if (failure) return path;
  const fs::path top = fs::canonical(directory, failure);
  if (failure) return path;
  const fs::path relative = whole.lexically_relative(top);
  return relative.empty() || *relative.begin() == ".." ? path : relative.string();
}

}  // namespace rampart
