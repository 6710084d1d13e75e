#include "analyses/plan/edited_tree.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include "sources/big_endian.h"
#include "sources/dtb_builder.h"
#include "sources/tree_nodes.h"

namespace rampart {
namespace {

std::unexpected<Error> tree_error(Errc code, const std::string& file, std::string what) {
  Error error;
  error.code = code;
  error.where.file = file;
  error.what = std::move(what);
  return std::unexpected(std::move(error));
}

std::string cell_bytes(std::uint32_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<char>(value >> shift & 0xff));
  return bytes;
}

std::uint32_t last_phandle(const TreeNode& node) {
  const TreeProperty* const phandle = node.find("phandle");
  std::uint32_t last = phandle != nullptr && phandle->value.size() == 4 ? big_endian_32(phandle->value, 0) : 0;
  for (const TreeNode& child : node.children) last = std::max(last, last_phandle(child));
  return last;
}

class TreeEditor {
 public:
  explicit TreeEditor(TreeNode root) : root_{std::move(root)}, free_phandle_{last_phandle(root_) + 1} {}

  Result<void> apply(const TreeEdit& edit) {
    if (const auto* const added = std::get_if<AddNode>(&edit)) {
      TreeNode* const parent = find(added->parent);
      if (parent == nullptr) return missing(added->parent);
      const auto before = std::ranges::find(parent->children, added->before, &TreeNode::name);
      parent->children.insert(before, {added->name, {}, {}});
      return set_all(*added);
    }
    if (const auto* const set = std::get_if<SetProperty>(&edit)) return assign(set->path, set->assignment);
    return {};
  }

  const TreeNode& root() const { return root_; }

 private:
  static std::unexpected<Error> missing(const std::string& path) {
    return tree_error(Errc::NotFound, path, "no such node in the board's tree (expected its path)");
  }

  Result<void> set_all(const AddNode& added) {
    const std::string path = (added.parent == "/" ? "" : added.parent) + "/" + added.name;
    for (const TreeAssignment& assignment : added.properties) {
      if (auto done = assign(path, assignment); !done) return done;
    }
    return {};
  }

  TreeNode* find(std::string_view path) {
    TreeNode* node = &root_;
    while (node != nullptr && !path.empty() && path != "/") {
      path.remove_prefix(1);
      const std::string_view name = path.substr(0, path.find('/'));
      const auto child = std::ranges::find(node->children, name, &TreeNode::name);
      node = child == node->children.end() ? nullptr : &*child;
      path.remove_prefix(name.size());
    }
    return node;
  }

  Result<void> assign(const std::string& path, const TreeAssignment& assignment) {
    auto bytes = bytes_of(assignment.value);
    if (!bytes) return std::unexpected(std::move(bytes.error()));
    TreeNode* const node = find(path);
    if (node == nullptr) return missing(path);
    const auto known = std::ranges::find(node->properties, assignment.name, &TreeProperty::name);
    if (known != node->properties.end()) {
      known->value = std::move(*bytes);
    } else {
      node->properties.push_back({assignment.name, std::move(*bytes)});
    }
    return {};
  }

  Result<std::string> bytes_of(const TreeValue& value) {
    std::string bytes;
    if (const auto* const texts = std::get_if<std::vector<std::string>>(&value)) {
      for (const std::string& text : *texts) bytes += text + '\0';
    }
    if (const auto* const cells = std::get_if<std::vector<TreeCell>>(&value)) {
      for (const TreeCell& cell : *cells) {
        const auto number = number_of_cell(cell);
        if (!number) return std::unexpected(number.error());
        bytes += cell_bytes(*number);
      }
    }
    return bytes;
  }

  Result<std::uint32_t> number_of_cell(const TreeCell& cell) {
    if (const auto* const number = std::get_if<std::uint32_t>(&cell)) return *number;
    const std::string& path = std::get<NodeReference>(cell).path;
    TreeNode* const node = find(path);
    if (node == nullptr) return missing(path);
    if (const TreeProperty* const known = node->find("phandle"); known != nullptr && known->value.size() == 4) {
      return big_endian_32(known->value, 0);
    }
    node->properties.push_back({"phandle", cell_bytes(free_phandle_)});
    return free_phandle_++;
  }

  TreeNode root_;
  std::uint32_t free_phandle_;
};

void write_node(DtbBuilder& builder, const TreeNode& node) {
  builder.begin_node(node.name);
  for (const TreeProperty& property : node.properties) builder.property(property.name, property.value);
  for (const TreeNode& child : node.children) write_node(builder, child);
  builder.end_node();
}

}  // namespace

Result<std::string> edited_blob(std::string_view blob, const DeviceTree& tree, const std::vector<TreeEdit>& edits) {
  auto root = parse_tree_nodes(blob, tree.file);
  if (!root) return std::unexpected(std::move(root.error()));
  TreeEditor editor{std::move(*root)};
  for (const TreeEdit& edit : edits) {
    if (auto done = editor.apply(edit); !done) return std::unexpected(std::move(done.error()));
  }
  DtbBuilder builder;
  for (const MemReserve& entry : tree.mem_reserves) builder.reserve(entry.base, entry.size);
  write_node(builder, editor.root());
  if (auto written = builder.finish()) return std::move(*written);
  return tree_error(Errc::TooLarge, tree.file, "the tree with the plan is too large (expected at most 2 GiB)");
}

}  // namespace rampart
