#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

namespace rampart {

/// A property of a device tree, as bytes.
struct TreeProperty {
  std::string name;
  std::string value;
  friend bool operator==(const TreeProperty&, const TreeProperty&) = default;
};

/// A node with everything below it, nothing interpreted: for writing part of a tree anew.
struct TreeNode {
  std::string name;  ///< With its unit address; empty for the root.
  std::vector<TreeProperty> properties;
  std::vector<TreeNode> children;

  const TreeProperty* find(std::string_view property) const;
  bool has(std::string_view property) const { return find(property) != nullptr; }
  friend bool operator==(const TreeNode&, const TreeNode&) = default;
};

/// The root of a flattened device tree; `file` names it in errors, which are those of `parse_dtb`.
Result<TreeNode> parse_tree_nodes(std::string_view blob, std::string_view file);

}  // namespace rampart
