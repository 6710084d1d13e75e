#include "edit/dtb_references.h"

#include <algorithm>
#include <string>

namespace rampart {
namespace {

constexpr std::string_view symbols_node = "__symbols__";
constexpr std::string_view fixups_node = "__fixups__";
constexpr std::string_view local_fixups_node = "__local_fixups__";

/// True if `text` is `path`, or goes on behind it with one of `ends`.
bool is_of_path(std::string_view text, std::string_view path, std::string_view ends) {
  if (!text.starts_with(path)) return false;
  return text.size() == path.size() || ends.find(text[path.size()]) != std::string_view::npos;
}

/// Does something to each string of a value: `change` returns what stands in its place, or false to drop it.
template <typename Change>
void change_strings(std::string& value, Change&& change) {
  std::string changed;
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t end = std::min(value.find('\0', at), value.size());
    std::string text = value.substr(at, end - at);
    if (change(text)) changed.append(text).append(value, end, 1);
    at = end + 1;
  }
  value = std::move(changed);
}

/// The node of a path below `top`, made if it is not there.
DtbNode& made_below(DtbNode& top, std::string_view path) {
  DtbNode* node = &top;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size());
    if (part.empty()) continue;
    DtbNode* next = node->child(part);
    if (next == nullptr) {
      node->children.push_back({std::string{part}, {}, {}});
      next = &node->children.back();
    }
    node = next;
  }
  return *node;
}

std::string below(std::string_view node, std::string_view path) {
  return '/' + std::string{node} + std::string{path == "/" ? std::string_view{} : path};
}

void drop_child(DtbNode& parent, std::string_view name) {
  const auto found = std::ranges::find(parent.children, name, &DtbNode::name);
  if (found != parent.children.end()) parent.children.erase(found);
}

/// Drops what has become empty on the way to a path. A compiler writes no node there that says nothing.
void drop_empty(DtbNode& node, std::string_view path) {
  if (path.size() < 2) return;
  path.remove_prefix(1);
  const std::string_view part = path.substr(0, path.find('/'));
  DtbNode* const child = node.child(part);
  if (child == nullptr) return;
  drop_empty(*child, path.substr(part.size()));
  if (child->properties.empty() && child->children.empty()) drop_child(node, part);
}

}  // namespace

void DtbReferences::added(std::string_view path, std::string_view label) {
  DtbNode* const symbols = image_.root().child(symbols_node);
  if (symbols == nullptr || label.empty()) return;
  symbols->properties.push_back({std::string{label}, std::string{path} + '\0', std::nullopt});
}

void DtbReferences::removed(std::string_view path) {
  if (DtbNode* const symbols = image_.root().child(symbols_node)) {
    std::erase_if(symbols->properties, [&](const DtbProperty& each) {
      return is_of_path(std::string_view{each.value}.substr(0, each.value.find('\0')), path, "/");
    });
  }
  if (DtbNode* const fixups = image_.root().child(fixups_node)) {
    for (DtbProperty& each : fixups->properties) {
      change_strings(each.value, [&](const std::string& text) { return !is_of_path(text, path, "/:"); });
    }
    std::erase_if(fixups->properties, [](const DtbProperty& each) { return each.value.empty(); });
  }
  DtbNode* const local = image_.root().child(local_fixups_node);
  DtbNode* const mirror = image_.find(below(local_fixups_node, path));
  if (local == nullptr || mirror == nullptr) return;
  *mirror = DtbNode{mirror->name, {}, {}};
  drop_empty(*local, path);
}

void DtbReferences::renamed(std::string_view path, std::string_view new_path) {
  const auto follow = [&](std::string& text, std::string_view ends) {
    if (is_of_path(text, path, ends)) text.replace(0, path.size(), new_path);
    return true;
  };
  for (const std::string_view name : {symbols_node, std::string_view{"aliases"}, std::string_view{"chosen"}}) {
    DtbNode* const node = image_.root().child(name);
    if (node == nullptr) continue;
    for (DtbProperty& each : node->properties) {
      if (each.value.starts_with('/'))
        change_strings(each.value, [&](std::string& text) { return follow(text, "/:"); });
    }
  }
  if (DtbNode* const fixups = image_.root().child(fixups_node)) {
    for (DtbProperty& each : fixups->properties) {
      change_strings(each.value, [&](std::string& text) { return follow(text, "/:"); });
    }
  }
  if (DtbNode* const mirror = image_.find(below(local_fixups_node, path))) {
    mirror->name = new_path.substr(new_path.rfind('/') + 1);
  }
}

void DtbReferences::assigned(std::string_view path, std::string_view property, std::span<const std::uint32_t> offsets) {
  forget_fixups(path, property);
  set_local_fixup(path, property, offsets);
}

/// A property that has another value now has no label in it that a loader has to fill in.
void DtbReferences::forget_fixups(std::string_view path, std::string_view property) {
  DtbNode* const fixups = image_.root().child(fixups_node);
  if (fixups == nullptr) return;
  const std::string begin = std::string{path} + ':' + std::string{property} + ':';
  for (DtbProperty& each : fixups->properties) {
    change_strings(each.value, [&](const std::string& text) { return !text.starts_with(begin); });
  }
  std::erase_if(fixups->properties, [](const DtbProperty& each) { return each.value.empty(); });
}

void DtbReferences::set_local_fixup(std::string_view path, std::string_view property,
                                    std::span<const std::uint32_t> offsets) {
  DtbNode* const top = image_.root().child(local_fixups_node);
  if (top == nullptr) return;
  if (offsets.empty()) {
    DtbNode* const mirror = image_.find(below(local_fixups_node, path));
    if (mirror == nullptr) return;
    const auto is_it = [&](const DtbProperty& each) { return each.name == property; };
    if (std::erase_if(mirror->properties, is_it) != 0) drop_empty(*top, path);
    return;
  }
  std::string value;
  for (const std::uint32_t offset : offsets) {
    for (const int shift : {24, 16, 8, 0}) value.push_back(static_cast<char>(offset >> shift & 0xff));
  }
  DtbNode& mirror = made_below(*top, path);
  if (DtbProperty* const known = mirror.property(property)) {
    known->value = std::move(value);
  } else {
    mirror.properties.push_back({std::string{property}, std::move(value), std::nullopt});
  }
}

}  // namespace rampart
