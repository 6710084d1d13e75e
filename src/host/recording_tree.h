#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_tree.h"

namespace rampart {

/// What a tree answered about one path, as far as it was asked: each answer may be an error, which is kept as well.
struct RecordedPath {
  std::optional<Result<std::string>> content;
  std::optional<Result<std::vector<std::string>>> names;
  std::optional<Result<std::string>> target;
};

/// Everything that was asked, by path (see normal_path).
using Recording = std::map<std::string, RecordedPath, std::less<>>;

/// Passes every question on to another tree and keeps the answer. A question that comes again gets the first answer,
/// so that what a command said and what a snapshot holds agree byte for byte.
class RecordingTree final : public FileTree {
 public:
  using FileTree::read;
  /// `source` must outlive this.
  explicit RecordingTree(FileTree& source) : source_{source} {}

  Result<void> read(std::string_view path, std::string& into) override;
  Result<std::vector<std::string>> list(std::string_view path) override;
  Result<std::string> read_link(std::string_view path) override;

  const Recording& recording() const { return recording_; }

 private:
  RecordedPath& entry(std::string_view path);
  FileTree& source_;
  Recording recording_;
};

}  // namespace rampart
