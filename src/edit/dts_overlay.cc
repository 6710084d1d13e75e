#include "edit/dts_overlay.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "edit/dtb_names.h"
#include "edit/dts_label.h"
#include "edit/dts_refusal.h"
#include "edit/dts_value.h"

namespace rampart {
namespace {

constexpr std::string_view regions_path = "/reserved-memory";

/// A node of the overlay: one that it adds, or of the base if it is a fragment.
struct OverlayNode {
  std::string name;
  std::string label;
  std::vector<TreeAssignment> properties;
  std::vector<OverlayNode> children;
};

struct OverlayFragment {
  std::string path;  ///< Of the node of the base.
  OverlayNode node;
};

std::string path_below(std::string_view parent, std::string_view name) {
  return std::string{parent == "/" ? std::string_view{} : parent} + '/' + std::string{name};
}

std::pair<std::string, std::string> parent_and_name(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {"/", path};
  return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

void assign_property(OverlayNode& node, const TreeAssignment& assignment) {
  const auto known = std::ranges::find(node.properties, assignment.name, &TreeAssignment::name);
  if (known == node.properties.end()) {
    node.properties.push_back(assignment);
  } else {
    known->value = assignment.value;
  }
}

/// Collects what the edits do, then writes it.
class OverlayMaker {
 public:
  explicit OverlayMaker(const OverlayTarget& base) : base_{base} {}

  Result<void> operator()(const AddNode& edit);
  Result<void> operator()(const RemoveNode& edit);
  Result<void> operator()(const RenameNode& edit);
  Result<void> operator()(const SetProperty& edit);
  Result<void> operator()(const RemoveProperty& edit);
  Result<std::string> text();

 private:
  static std::unexpected<Error> refuse(Errc code, std::string what) {
    return refused_edit(code, SourcePos{}, std::move(what));
  }
  OverlayNode* added(std::string_view path);
  OverlayNode& place(const std::string& path);
  static bool has_label(const OverlayNode& node, std::string_view label);
  bool is_taken(std::string_view label) const;
  std::string reference(std::string_view path);
  std::string head_of(const OverlayFragment& fragment) const;
  void name_references(OverlayNode& node);
  void write(const OverlayNode& node, std::string_view indent, const std::string& head);
  DtsValueNames names();

  const OverlayTarget& base_;
  std::vector<OverlayFragment> fragments_;
  std::optional<std::string> unlabelled_;  ///< A node of the base that a value names, without a label.
  std::string text_;
};

/// A node that the overlay adds; nothing if the path is one of the base.
OverlayNode* OverlayMaker::added(std::string_view path) {
  for (OverlayFragment& fragment : fragments_) {
    const std::string_view around = fragment.path == "/" ? std::string_view{} : fragment.path;
    if (!path.starts_with(around)) continue;
    std::string_view rest = path.substr(around.size());
    OverlayNode* node = &fragment.node;
    while (node != nullptr && rest.starts_with('/')) {
      rest.remove_prefix(1);
      const std::string_view name = rest.substr(0, rest.find('/'));
      rest.remove_prefix(name.size());
      const auto child = std::ranges::find(node->children, name, &OverlayNode::name);
      node = child == node->children.end() ? nullptr : &*child;
    }
    if (node != nullptr && node != &fragment.node && rest.empty()) return node;
  }
  return nullptr;
}

/// Where the overlay says something about a node: in the node if it adds it, else in its fragment.
OverlayNode& OverlayMaker::place(const std::string& path) {
  if (OverlayNode* const node = added(path)) return *node;
  const auto known = std::ranges::find(fragments_, path, &OverlayFragment::path);
  if (known != fragments_.end()) return known->node;
  fragments_.push_back({path, {}});
  return fragments_.back().node;
}

bool OverlayMaker::has_label(const OverlayNode& node, std::string_view label) {
  return node.label == label ||
         std::ranges::any_of(node.children, [&](const OverlayNode& child) { return has_label(child, label); });
}

bool OverlayMaker::is_taken(std::string_view label) const {
  return std::ranges::any_of(base_.labels, [&](const auto& entry) { return entry.second == label; }) ||
         std::ranges::any_of(fragments_, [&](const auto& fragment) { return has_label(fragment.node, label); });
}

Result<void> OverlayMaker::operator()(const AddNode& edit) {
  const std::string path = path_below(edit.parent, edit.name);
  if (added(path) != nullptr || base_.labels.contains(path)) {
    return refuse(Errc::OutOfRange, path + " exists already (expected a new name)");
  }
  if (!edit.label.empty() && is_taken(edit.label)) {
    return refuse(Errc::OutOfRange, "the label " + edit.label + " is taken (expected a new one)");
  }
  auto& children = place(edit.parent).children;
  const auto before = std::ranges::find(children, edit.before, &OverlayNode::name);
  children.insert(before, OverlayNode{edit.name, edit.label, edit.properties, {}});
  return {};
}

Result<void> OverlayMaker::operator()(const RemoveNode& edit) {
  const auto [parent, name] = parent_and_name(edit.path);
  if (added(edit.path) != nullptr) {
    auto& children = place(parent).children;
    children.erase(std::ranges::find(children, name, &OverlayNode::name));
    std::erase_if(fragments_, [](const OverlayFragment& fragment) {
      return fragment.node.children.empty() && fragment.node.properties.empty();
    });
    return {};
  }
  if (parent != regions_path && name.find('@') == std::string::npos) {
    return refuse(Errc::Unsupported,
                  "an overlay cannot remove " + edit.path +
                      ", and no kernel looks at its status (expected a region or a device, which can be disabled)");
  }
  assign_property(place(edit.path), {"status", std::vector<std::string>{"disabled"}});
  return {};
}

Result<void> OverlayMaker::operator()(const RenameNode& edit) {
  OverlayNode* const node = added(edit.path);
  if (node == nullptr) {
    return refuse(Errc::Unsupported,
                  "an overlay cannot rename " + edit.path +
                      " (expected a change of the tree itself, or another node beside a disabled one)");
  }
  const std::string path = path_below(parent_and_name(edit.path).first, edit.name);
  if (path != edit.path && added(path) != nullptr) {
    return refuse(Errc::OutOfRange, path + " exists already (expected a new name)");
  }
  node->name = edit.name;
  return {};
}

Result<void> OverlayMaker::operator()(const SetProperty& edit) {
  assign_property(place(edit.path), edit.assignment);
  return {};
}

Result<void> OverlayMaker::operator()(const RemoveProperty& edit) {
  OverlayNode* const node = added(edit.path);
  if (node == nullptr) {
    return refuse(Errc::Unsupported,
                  "an overlay cannot remove " + edit.name + " of " + edit.path + " (expected another value for it)");
  }
  if (std::erase_if(node->properties, [&](const TreeAssignment& each) { return each.name == edit.name; }) == 0) {
    return refuse(Errc::NotFound, edit.path + " has no " + edit.name + " (expected a property of it)");
  }
  return {};
}

std::string OverlayMaker::reference(std::string_view path) {
  if (OverlayNode* const node = added(path)) {
    if (node->label.empty())
      node->label = dts_label(node->name, [&](std::string_view label) { return is_taken(label); });
    return '&' + node->label;
  }
  const auto known = base_.labels.find(path);
  if (known != base_.labels.end()) return '&' + known->second;
  unlabelled_ = path;
  return {};
}

DtsValueNames OverlayMaker::names() {
  return {[this](std::string_view path) { return reference(path); }, [](std::string_view) { return std::string{}; },
          [](std::string_view) { return std::optional<std::uint64_t>{}; }};
}

/// Gives labels before the first line is written: a node may be named before it stands there.
void OverlayMaker::name_references(OverlayNode& node) {
  for (const TreeAssignment& each : node.properties) dts_value_text(each, {}, names());
  for (OverlayNode& child : node.children) name_references(child);
}

std::string OverlayMaker::head_of(const OverlayFragment& fragment) const {
  const auto label = base_.labels.find(fragment.path);
  return label == base_.labels.end() ? "&{" + fragment.path + '}' : '&' + label->second;
}

void OverlayMaker::write(const OverlayNode& node, std::string_view indent, const std::string& head) {
  text_.append(indent).append(head).append(" {\n");
  const std::string inner = std::string{indent} + '\t';
  for (const TreeAssignment& each : node.properties) {
    const std::string value = dts_value_text(each, {}, names());
    text_.append(inner).append(each.name).append(value.empty() ? "" : " = ").append(value).append(";\n");
  }
  bool parts = !node.properties.empty();
  for (const OverlayNode& child : node.children) {
    if (parts) text_.push_back('\n');
    parts = true;
    write(child, inner, child.label.empty() ? child.name : child.label + ": " + child.name);
  }
  text_.append(indent).append("};\n");
}

Result<std::string> OverlayMaker::text() {
  for (OverlayFragment& fragment : fragments_) name_references(fragment.node);
  if (unlabelled_) {
    return refuse(Errc::Unsupported, "the base has no label for " + *unlabelled_ +
                                         ", by which an overlay could name it (expected one in __symbols__)");
  }
  text_ = "/dts-v1/;\n/plugin/;\n";
  if (!base_.compatible.empty()) {
    text_ += "\n/ {\n\tcompatible = " + dts_value_text({"compatible", base_.compatible}, {}, names()) + ";\n};\n";
  }
  for (const OverlayFragment& fragment : fragments_) {
    text_.push_back('\n');
    write(fragment.node, "", head_of(fragment));
  }
  return std::move(text_);
}

}  // namespace

Result<std::string> overlay_source(const OverlayTarget& base, std::span<const TreeEdit> edits) {
  OverlayMaker maker{base};
  for (const TreeEdit& edit : edits) {
    if (auto good = check_edit_names(edit, {}); !good) return std::unexpected(std::move(good.error()));
    if (auto done = std::visit(maker, edit); !done) return std::unexpected(std::move(done.error()));
  }
  return maker.text();
}

}  // namespace rampart
