#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "edit/dts_source.h"

namespace rampart {

/// Where a statement stands.
struct DtsPlace {
  std::size_t file = 0;
  std::size_t item = 0;
  std::size_t order = 0;  ///< Counts statements as the compiler meets them, includes in their place.
};

/// A node as all files together make it.
struct DtsNode {
  std::string name;
  std::optional<std::size_t> parent;  ///< Empty for the root, and for what a label names that no file has.
  std::map<std::string, std::size_t, std::less<>> children;
  std::vector<std::string> labels;
  std::vector<DtsPlace> blocks;                                          ///< In order; what is deleted is not here.
  std::map<std::string, std::vector<DtsPlace>, std::less<>> properties;  ///< The last of each is the one that counts.
  std::map<std::string, std::size_t, std::less<>> deletions;  ///< Child or property to the order of its last deletion.
};

/// A source and the path by which others include it.
struct DtsPart {
  const DtsSource* source = nullptr;
  std::string_view path;
};

/// The tree that a board's source and its includes make, with the place of everything in it. An overlay's labels and
/// paths that no file defines are nodes too.
class DtsTree {
 public:
  /// `parts` begins with the board's file; a part that none of the others includes counts as read before it.
  explicit DtsTree(std::span<const DtsPart> parts);

  std::optional<std::size_t> find(std::string_view path) const;
  /// What `&label` or `&{/path}` names.
  std::optional<std::size_t> referenced(std::string_view reference) const;
  bool has_label(std::string_view label) const { return labels_.contains(label); }
  const DtsNode& node(std::size_t index) const { return nodes_[index]; }
  std::string path(std::size_t index) const;
  /// The node that a block makes or adds to; nothing if it was deleted.
  std::optional<std::size_t> node_of(std::size_t file, std::size_t item) const;

 private:
  class Reader;
  std::size_t child(std::size_t parent, std::string_view name);

  std::vector<DtsNode> nodes_{1};
  std::map<std::string, std::size_t, std::less<>> labels_;
};

}  // namespace rampart
