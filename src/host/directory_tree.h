#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <rampart/host/unique_fd.h>

#include "base/file_tree.h"
#include "host/rooted_open.h"

namespace rampart {

/// A directory that stands for a device's root, such as an unpacked snapshot. Neither `..` nor a symbolic link leads
/// out of it: both are followed as on the device, from this root.
class DirectoryTree final : public FileTree {
 public:
  using FileTree::read;

  /// NotFound, NoPermission or Io if `root` cannot be opened as a directory.
  static Result<DirectoryTree> open(const std::string& root, Resolver resolver = Resolver::Kernel);

  Result<void> read(std::string_view path, std::string& into) override;
  Result<std::vector<std::string>> list(std::string_view path) override;
  Result<std::string> read_link(std::string_view path) override;

 private:
  DirectoryTree(UniqueFd root, Resolver resolver);
  UniqueFd root_;
  Resolver resolver_;
};

}  // namespace rampart
