#pragma once

#include <string>
#include <vector>

#include <rampart/base/result.h>

namespace rampart {

/// One board's source in a tree of Linux.
struct KernelDts {
  std::string path;          ///< Below the directory as it was given.
  std::string architecture;  ///< The folder of arch/ it is in: `arm64`.
};

/// The boards' sources of a tree of Linux, sorted by path: every .dts below arch/ARCH/boot/dts of arm, arm64 and riscv.
/// NotFound if there is none: it is no tree of Linux, or one without them. Io if a folder cannot be read.
Result<std::vector<KernelDts>> find_kernel_dts(const std::string& directory);

/// Where they include from.
std::vector<std::string> kernel_dts_include_dirs(const std::string& directory);

/// The path of a file below the directory, symbolic links resolved, as a change to the tree names it; unchanged if it
/// is elsewhere.
std::string path_in_tree(const std::string& path, const std::string& directory);

}  // namespace rampart
