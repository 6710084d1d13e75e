#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <rampart/base/result.h>

#include "cli/command.h"
#include "host/changed_file.h"
#include "host/changed_source.h"
#include "model/tree_edit.h"
#include "sources/device_tree.h"
#include "sources/tree_nodes.h"

namespace rampart {

/// A device tree that `reserve` changes: a source with all that it includes, or a blob.
class ReserveSource {
 public:
  /// Reads and compiles it. `file` is what will be changed, `board` what is compiled: the same, but for a .dtsi.
  static Result<ReserveSource> open(const FileToChange& file, const std::string& board,
                                    std::vector<std::string> include_dirs);

  bool is_source() const { return !files_.empty(); }
  const std::string& blob() const { return blob_; }
  /// The tree as it is, with the places of its source.
  Result<DeviceTree> tree() const;
  /// The same with labels kept in it, as an overlay needs it.
  Result<std::string> blob_with_labels() const;

  /// The files of the source that the edits change, with their new texts; of a blob the one file.
  Result<std::vector<SourceFile>> edited(std::span<const TreeEdit> edits) const;
  /// The tree that these files make.
  Result<DeviceTree> tree_of(const std::vector<SourceFile>& changed) const;
  /// The text of a file as it was read.
  const std::string* text_of(const std::string& path) const;

 private:
  DtsOptions options(bool symbols) const { return {.include_dirs = include_dirs_, .symbols = symbols}; }

  std::string file_;
  std::string board_;
  std::vector<std::string> include_dirs_;
  std::vector<SourceFile> files_;  ///< Of a source.
  CompiledDts compiled_;
  std::string blob_;
};

/// A node by its path; null if there is none.
const TreeNode* node_at(const TreeNode& root, std::string_view path);
/// The path that a label stands for, from `__symbols__`; empty if it has none.
std::string path_of_label(const TreeNode& root, std::string_view label);
/// Whether /reserved-memory is the last node of the root and has nothing but its cells and `ranges`.
bool has_plain_reserved_memory(const TreeNode& root);

}  // namespace rampart
