#pragma once

#include <algorithm>
#include <cstddef>
#include <expected>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file_tree.h"

namespace rampart {

/// A file tree that is written down: `MemoryTree tree{{{"/proc/meminfo", "MemTotal: 8 kB\n"}}}`. A directory exists if
/// something lies in it or it was named.
class MemoryTree : public FileTree {
 public:
  MemoryTree() = default;
  explicit MemoryTree(std::map<std::string, std::string, std::less<>> files) : files_{std::move(files)} {}

  using FileTree::read;

  void add(std::string path, std::string content) { files_.insert_or_assign(std::move(path), std::move(content)); }
  void add_link(std::string path, std::string target) { links_.insert_or_assign(std::move(path), std::move(target)); }
  void add_directory(std::string path) { directories_.insert(std::move(path)); }
  /// From now on this path, and everything below it, may not be read or listed.
  void forbid(std::string path) { forbidden_.insert(std::move(path)); }

  Result<void> read(std::string_view path, std::string& into) override {
    if (is_forbidden(path)) return refusal(Errc::NoPermission, path, "permission denied");
    const auto file = files_.find(path);
    if (file == files_.end()) return refusal(Errc::NotFound, path, "no such file");
    into = file->second;
    ++reads_;
    return {};
  }

  Result<std::vector<std::string>> list(std::string_view path) override {
    if (is_forbidden(path)) return refusal(Errc::NoPermission, path, "permission denied");
    std::set<std::string> names;
    const std::string prefix = path == "/" ? "/" : std::string{path} + '/';
    const auto collect = [&](const std::string& entry) {
      if (entry.starts_with(prefix))
        names.insert(entry.substr(prefix.size(), entry.find('/', prefix.size()) - prefix.size()));
    };
    for (const auto& [file, content] : files_) collect(file);
    for (const auto& [link, target] : links_) collect(link);
    for (const std::string& directory : directories_) collect(directory);
    if (names.empty() && !directories_.contains(path)) return refusal(Errc::NotFound, path, "no such directory");
    return std::vector<std::string>{names.begin(), names.end()};
  }

  Result<std::string> read_link(std::string_view path) override {
    if (is_forbidden(path)) return refusal(Errc::NoPermission, path, "permission denied");
    const auto link = links_.find(path);
    if (link == links_.end()) return refusal(Errc::NotFound, path, "no such link");
    return link->second;
  }

  /// How many files were read so far: what a test asks that must not read twice, or at all.
  std::size_t reads() const { return reads_; }

 private:
  static std::unexpected<Error> refusal(Errc code, std::string_view path, std::string what) {
    return std::unexpected(Error{code, {std::string{path}, 0, 0}, std::move(what)});
  }
  bool is_forbidden(std::string_view path) const {
    return std::ranges::any_of(forbidden_, [&](const std::string& root) {
      return path == root || (path.starts_with(root) && path.substr(root.size()).starts_with('/'));
    });
  }

  std::map<std::string, std::string, std::less<>> files_;
  std::map<std::string, std::string, std::less<>> links_;
  std::set<std::string, std::less<>> directories_;
  std::set<std::string> forbidden_;
  std::size_t reads_ = 0;
};

}  // namespace rampart
