#include "host/directory_tree.h"

#include <cerrno>
#include <fcntl.h>
#include <utility>

#include "host/io_error.h"
#include "host/opened_file.h"

namespace rampart {

DirectoryTree::DirectoryTree(UniqueFd root, Resolver resolver) : root_{std::move(root)}, resolver_{resolver} {}

Result<DirectoryTree> DirectoryTree::open(const std::string& root, Resolver resolver) {
  UniqueFd descriptor{::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
  if (!descriptor.is_open()) return std::unexpected(io_error(errno, root, "cannot open"));
  return DirectoryTree{std::move(descriptor), resolver};
}

Result<void> DirectoryTree::read(std::string_view path, std::string& into) {
  return read_opened(open_in_root(root_.get(), path, flags_to_read, resolver_), path, into);
}

Result<std::vector<std::string>> DirectoryTree::list(std::string_view path) {
  return list_opened(open_in_root(root_.get(), path, flags_to_list, resolver_), path);
}

Result<std::string> DirectoryTree::read_link(std::string_view path) {
  return link_opened(open_in_root(root_.get(), path, flags_to_read_link, resolver_), path);
}

}  // namespace rampart
