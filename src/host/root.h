#pragma once

#include <memory>
#include <string>

#include "base/file_tree.h"

namespace rampart {

/// The tree that `--root` means: empty or `/` the running system, a directory, or a file that is a snapshot.
/// The errors of opening either.
Result<std::unique_ptr<FileTree>> open_tree(const std::string& root);

}  // namespace rampart
