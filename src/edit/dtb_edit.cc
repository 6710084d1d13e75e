#include "edit/dtb_edit.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "edit/dtb_image.h"
#include "edit/dtb_names.h"
#include "edit/dtb_references.h"
#include "edit/dts_refusal.h"
#include "sources/big_endian.h"

namespace rampart {
namespace {

constexpr std::uint32_t last_phandle = 0xfffffffe;

std::string big_endian_bytes(std::uint32_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<char>(value >> shift & 0xff));
  return bytes;
}

std::optional<std::uint32_t> own_phandle(DtbNode& node) {
  for (const std::string_view name : {"phandle", "linux,phandle"}) {
    const DtbProperty* const property = node.property(name);
    if (property != nullptr && property->value.size() == 4) return big_endian_32(property->value, 0);
  }
  return std::nullopt;
}

void collect_phandles(DtbNode& node, std::set<std::uint32_t>& used) {
  if (const auto own = own_phandle(node)) used.insert(*own);
  for (DtbNode& child : node.children) collect_phandles(child, used);
}

std::string joined_path(std::string_view parent, std::string_view name) {
  return std::string{parent == "/" ? std::string_view{} : parent} + '/' + std::string{name};
}

/// Does the steps, one after the other.
class DtbEditor {
 public:
  DtbEditor(DtbImage& image, std::string_view file) : image_{image}, references_{image}, file_{file} {}

  Result<void> operator()(const AddNode& edit);
  Result<void> operator()(const RemoveNode& edit);
  Result<void> operator()(const RenameNode& edit);
  Result<void> operator()(const SetProperty& edit) { return assign(edit.path, edit.assignment); }
  Result<void> operator()(const RemoveProperty& edit);

 private:
  Result<void> assign(const std::string& path, const TreeAssignment& assignment);
  Result<std::string> bytes_of(const TreeValue& value, std::vector<std::uint32_t>& offsets);
  Result<std::uint32_t> phandle(const std::string& path);
  std::unexpected<Error> refuse(Errc code, std::string what) const {
    return refused_edit(code, SourcePos{std::string{file_}, 0, 0}, std::move(what));
  }
  std::unexpected<Error> no_node(std::string_view path) const {
    return refuse(Errc::NotFound, "no node " + std::string{path} + " (expected one of the tree)");
  }
  /// The node that a node is a child of; nothing for the root and what is not there.
  DtbNode* parent_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos || slash + 1 == path.size()) return nullptr;
    DtbNode* const parent = image_.find(slash == 0 ? "/" : path.substr(0, slash));
    return parent != nullptr && parent->child(path.substr(slash + 1)) != nullptr ? parent : nullptr;
  }

  DtbImage& image_;
  DtbReferences references_;
  std::string_view file_;
};

Result<void> DtbEditor::operator()(const AddNode& edit) {
  DtbNode* const parent = image_.find(edit.parent);
  if (parent == nullptr) return no_node(edit.parent);
  const std::string path = joined_path(edit.parent, edit.name);
  if (parent->child(edit.name) != nullptr) {
    return refuse(Errc::OutOfRange, path + " exists already (expected a new name)");
  }
  auto place = parent->children.end();
  if (!edit.before.empty()) {
    place = std::ranges::find(parent->children, edit.before, &DtbNode::name);
  } else if (parent == &image_.root()) {
    // What a compiler adds for overlays stays behind everything else.
    while (place != parent->children.begin() && (place - 1)->name.starts_with("__")) --place;
  }
  parent->children.insert(place, DtbNode{edit.name, {}, {}});
  for (const TreeAssignment& each : edit.properties) {
    if (auto done = assign(path, each); !done) return done;
  }
  references_.added(path, edit.label);
  return {};
}

Result<void> DtbEditor::operator()(const RemoveNode& edit) {
  DtbNode* const parent = parent_of(edit.path);
  if (parent == nullptr) return no_node(edit.path);
  const std::string name = edit.path.substr(edit.path.rfind('/') + 1);
  parent->children.erase(std::ranges::find(parent->children, name, &DtbNode::name));
  references_.removed(edit.path);
  return {};
}

Result<void> DtbEditor::operator()(const RenameNode& edit) {
  DtbNode* const parent = parent_of(edit.path);
  if (parent == nullptr) return no_node(edit.path);
  const std::size_t slash = edit.path.rfind('/');
  const std::string path = edit.path.substr(0, slash + 1) + edit.name;
  if (path == edit.path) return {};
  if (parent->child(edit.name) != nullptr) {
    return refuse(Errc::OutOfRange, path + " exists already (expected a new name)");
  }
  parent->child(edit.path.substr(slash + 1))->name = edit.name;
  references_.renamed(edit.path, path);
  return {};
}

Result<void> DtbEditor::operator()(const RemoveProperty& edit) {
  DtbNode* const node = image_.find(edit.path);
  if (node == nullptr) return no_node(edit.path);
  const auto found = std::ranges::find(node->properties, edit.name, &DtbProperty::name);
  if (found == node->properties.end()) {
    return refuse(Errc::NotFound, edit.path + " has no " + edit.name + " (expected a property of it)");
  }
  node->properties.erase(found);
  references_.assigned(edit.path, edit.name, {});
  return {};
}

Result<void> DtbEditor::assign(const std::string& path, const TreeAssignment& assignment) {
  std::vector<std::uint32_t> offsets;
  if (image_.find(path) == nullptr) return no_node(path);
  auto bytes = bytes_of(assignment.value, offsets);
  if (!bytes) return std::unexpected(std::move(bytes.error()));
  DtbNode& node = *image_.find(path);
  if (DtbProperty* const known = node.property(assignment.name)) {
    known->value = std::move(*bytes);
  } else {
    // A phandle that the node got when it was first named stays behind the rest, as a compiler puts it.
    auto place = node.properties.end();
    if (place != node.properties.begin() && (place - 1)->name == "phandle") --place;
    node.properties.insert(place, {assignment.name, std::move(*bytes), std::nullopt});
  }
  references_.assigned(path, assignment.name, offsets);
  return {};
}

Result<std::string> DtbEditor::bytes_of(const TreeValue& value, std::vector<std::uint32_t>& offsets) {
  std::string bytes;
  if (const auto* const texts = std::get_if<std::vector<std::string>>(&value)) {
    for (const std::string& text : *texts) bytes.append(text).push_back('\0');
  }
  const auto* const cells = std::get_if<std::vector<TreeCell>>(&value);
  if (cells == nullptr) return bytes;
  for (const TreeCell& cell : *cells) {
    if (const auto* const number = std::get_if<std::uint32_t>(&cell)) {
      bytes += big_endian_bytes(*number);
      continue;
    }
    const auto named = phandle(std::get<NodeReference>(cell).path);
    if (!named) return std::unexpected(named.error());
    offsets.push_back(static_cast<std::uint32_t>(bytes.size()));
    bytes += big_endian_bytes(*named);
  }
  return bytes;
}

/// The phandle of a node, which gets the lowest that is free if it has none.
Result<std::uint32_t> DtbEditor::phandle(const std::string& path) {
  DtbNode* const node = image_.find(path);
  if (node == nullptr) return no_node(path);
  if (const auto own = own_phandle(*node)) return *own;
  std::set<std::uint32_t> used;
  collect_phandles(image_.root(), used);
  std::uint32_t free = 1;
  for (const std::uint32_t each : used) {
    if (each == free) ++free;
  }
  if (free > last_phandle) return refuse(Errc::TooLarge, "no phandle is free");
  node->properties.push_back({"phandle", big_endian_bytes(free), std::nullopt});
  return free;
}

}  // namespace

Result<std::string> edit_dtb(std::string_view blob, std::string_view file, std::span<const TreeEdit> edits) {
  auto image = DtbImage::open(blob, file);
  if (!image) return std::unexpected(std::move(image.error()));
  if (edits.empty()) return std::string{blob};
  DtbEditor editor{*image, file};
  for (const TreeEdit& edit : edits) {
    if (auto good = check_edit_names(edit, file); !good) return std::unexpected(std::move(good.error()));
    if (auto done = std::visit(editor, edit); !done) return std::unexpected(std::move(done.error()));
  }
  return image->blob();
}

}  // namespace rampart
