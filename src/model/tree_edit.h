#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace rampart {

/// Where a property holds a phandle: the node that it names. A source writes it as `&label`, a blob as a number.
struct NodeReference {
  std::string path;  ///< As the tree is after the edits before this one.
  friend bool operator==(const NodeReference&, const NodeReference&) = default;
};

/// Cells of 32 bits and references among them, as between `<` and `>`.
using TreeCell = std::variant<std::uint32_t, NodeReference>;

/// What a property holds: nothing, as `no-map`; cells; or texts.
using TreeValue = std::variant<std::monostate, std::vector<TreeCell>, std::vector<std::string>>;

struct TreeAssignment {
  std::string name;
  TreeValue value;
  friend bool operator==(const TreeAssignment&, const TreeAssignment&) = default;
};

/// A node that did not exist, as the last child of its parent or before a sibling.
struct AddNode {
  std::string parent;  ///< Path; it exists.
  std::string name;    ///< With its unit address.
  std::string label;   ///< Empty: none.
  std::vector<TreeAssignment> properties;
  std::string before;  ///< Name of the child that it goes in front of; empty: behind the last.
  friend bool operator==(const AddNode&, const AddNode&) = default;
};

struct RemoveNode {
  std::string path;
  friend bool operator==(const RemoveNode&, const RemoveNode&) = default;
};

/// Another name at the same place; labels and phandle stay, so that every reference still holds.
struct RenameNode {
  std::string path;
  std::string name;
  friend bool operator==(const RenameNode&, const RenameNode&) = default;
};

/// Gives a property its value, be it new or not.
struct SetProperty {
  std::string path;  ///< Of the node, which exists.
  TreeAssignment assignment;
  friend bool operator==(const SetProperty&, const SetProperty&) = default;
};

struct RemoveProperty {
  std::string path;
  std::string name;
  friend bool operator==(const RemoveProperty&, const RemoveProperty&) = default;
};

/// One step of a change of a device tree, whatever form that has: a source, an overlay or a blob. Steps are done in
/// order, and each names nodes as the step before it left them.
using TreeEdit = std::variant<AddNode, RemoveNode, RenameNode, SetProperty, RemoveProperty>;

}  // namespace rampart
