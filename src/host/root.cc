#include "host/root.h"

#include <cerrno>
#include <sys/stat.h>
#include <utility>

#include "host/archive_tree.h"
#include "host/directory_tree.h"
#include "host/io_error.h"
#include "host/live_tree.h"

namespace rampart {
namespace {

template <typename Tree>
Result<std::unique_ptr<FileTree>> owned(Result<Tree> tree) {
  if (!tree) return std::unexpected(std::move(tree.error()));
  return std::make_unique<Tree>(std::move(*tree));
}

}  // namespace

Result<std::unique_ptr<FileTree>> open_tree(const std::string& root) {
  if (root.empty() || root == "/") return std::make_unique<LiveTree>();
  struct stat status{};
  if (::stat(root.c_str(), &status) != 0) return std::unexpected(io_error(errno, root, "cannot open"));
  if (S_ISDIR(status.st_mode)) return owned(DirectoryTree::open(root));
  return owned(ArchiveTree::open(root));
}

}  // namespace rampart
