#include "edit/dts_tree.h"

#include <algorithm>

namespace rampart {
namespace {

constexpr std::size_t max_include_depth = 16;

/// The name of an include as files end with it: without leading `./` and `../`.
std::string_view include_tail(std::string_view name) {
  while (true) {
    if (name.starts_with("./")) {
      name.remove_prefix(2);
    } else if (name.starts_with("../")) {
      name.remove_prefix(3);
    } else {
      return name;
    }
  }
}

bool ends_with_file(std::string_view path, std::string_view name) {
  if (name.empty() || !path.ends_with(name)) return false;
  return path.size() == name.size() || path[path.size() - name.size() - 1] == '/';
}

std::optional<std::size_t> included_part(std::span<const DtsPart> parts, std::string_view name) {
  const std::string_view tail = include_tail(name);
  for (const std::string_view wanted : {tail, tail.substr(tail.rfind('/') + 1)}) {
    const auto found =
        std::ranges::find_if(parts, [&](const DtsPart& part) { return ends_with_file(part.path, wanted); });
    if (found != parts.end()) return static_cast<std::size_t>(found - parts.begin());
  }
  return std::nullopt;
}

}  // namespace

/// Meets the statements of all parts in the order in which a compiler does.
class DtsTree::Reader {
 public:
  Reader(DtsTree& tree, std::span<const DtsPart> parts) : tree_{tree}, parts_{parts}, was_read_(parts.size()) {}

  void read() {
    if (parts_.empty()) return;
    const std::vector<bool> reached = reachable();
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (!reached[i]) part(i, std::nullopt);
    }
    part(0, std::nullopt);
  }

 private:
  std::vector<bool> reachable() const {
    std::vector<bool> reached(parts_.size());
    std::vector<std::size_t> next{0};
    reached[0] = true;
    while (!next.empty()) {
      const DtsSource& source = *parts_[next.back()].source;
      next.pop_back();
      for (const DtsItem& item : source.items) {
        if (item.kind != DtsItemKind::Include) continue;
        const auto included = included_part(parts_, source.at(item.name));
        if (!included || reached[*included]) continue;
        reached[*included] = true;
        next.push_back(*included);
      }
    }
    return reached;
  }

  void part(std::size_t file, std::optional<std::size_t> around) {
    if (was_read_[file] || depth_ == max_include_depth) return;
    was_read_[file] = true;
    ++depth_;
    items(file, parts_[file].source->roots, around);
    --depth_;
  }

  void items(std::size_t file, std::span<const std::size_t> list, std::optional<std::size_t> around) {
    for (const std::size_t item : list) statement({file, item, ++order_}, around);
  }

  void statement(const DtsPlace& place, std::optional<std::size_t> around) {
    const DtsSource& source = *parts_[place.file].source;
    const DtsItem& item = source.items[place.item];
    const std::string_view name = source.at(item.name);
    switch (item.kind) {
      case DtsItemKind::Node: {
        const std::size_t node = opened(name, around);
        tree_.nodes_[node].blocks.push_back(place);
        for (const DtsSpan label : item.labels) add_label(node, source.at(label));
        items(place.file, item.children, node);
        break;
      }
      case DtsItemKind::Property:
        if (around) property_places(*around, name).push_back(place);
        break;
      case DtsItemKind::DeleteProperty:
        if (!around) break;
        tree_.nodes_[*around].properties.erase(std::string{name});
        tree_.nodes_[*around].deletions.insert_or_assign(std::string{name}, place.order);
        break;
      case DtsItemKind::DeleteNode:
        remove(name, around, place.order);
        break;
      case DtsItemKind::Include:
        if (const auto included = included_part(parts_, name)) part(*included, around);
        break;
      case DtsItemKind::Preprocessor:
      case DtsItemKind::Directive:
      case DtsItemKind::Macro:
        break;
    }
  }

  std::vector<DtsPlace>& property_places(std::size_t node, std::string_view name) {
    return tree_.nodes_[node].properties.try_emplace(std::string{name}).first->second;
  }

  std::size_t opened(std::string_view name, std::optional<std::size_t> around) {
    if (name == "/") return 0;
    if (name.starts_with("&{")) {
      std::size_t node = 0;
      std::string_view path = name.substr(2, name.size() - 3);
      while (!path.empty()) {
        path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
        const std::string_view part = path.substr(0, path.find('/'));
        if (!part.empty()) node = tree_.child(node, part);
        path.remove_prefix(part.size());
      }
      return node;
    }
    if (!name.starts_with('&')) return tree_.child(around.value_or(0), name);
    if (const auto known = tree_.referenced(name)) return *known;
    tree_.nodes_.push_back({std::string{name}, {}, {}, {}, {}, {}, {}});
    add_label(tree_.nodes_.size() - 1, name.substr(1));
    return tree_.nodes_.size() - 1;
  }

  void add_label(std::size_t node, std::string_view label) {
    if (label.find('(') != std::string_view::npos) return;  // only the preprocessor knows it
    tree_.labels_.insert_or_assign(std::string{label}, node);
    auto& labels = tree_.nodes_[node].labels;
    if (std::ranges::find(labels, label) == labels.end()) labels.emplace_back(label);
  }

  /// Forgets a node and its children, as a compiler does: they may be made anew.
  void remove(std::string_view name, std::optional<std::size_t> around, std::size_t order) {
    std::optional<std::size_t> node;
    if (name.starts_with('&')) {
      node = tree_.referenced(name);
    } else if (around) {
      const auto found = tree_.nodes_[*around].children.find(name);
      if (found != tree_.nodes_[*around].children.end()) node = found->second;
    }
    if (!node || !tree_.nodes_[*node].parent) return;
    DtsNode& parent = tree_.nodes_[*tree_.nodes_[*node].parent];
    parent.children.erase(tree_.nodes_[*node].name);
    parent.deletions.insert_or_assign(tree_.nodes_[*node].name, order);
    std::vector<std::size_t> gone{*node};
    while (!gone.empty()) {
      DtsNode& each = tree_.nodes_[gone.back()];
      gone.pop_back();
      for (const auto& [child_name, index] : each.children) gone.push_back(index);
      for (const std::string& label : each.labels) tree_.labels_.erase(label);
      each = {each.name, {}, {}, {}, {}, {}, {}};
    }
  }

  DtsTree& tree_;
  std::span<const DtsPart> parts_;
  std::vector<bool> was_read_;
  std::size_t depth_ = 0;
  std::size_t order_ = 0;
};

DtsTree::DtsTree(std::span<const DtsPart> parts) { Reader{*this, parts}.read(); }

std::size_t DtsTree::child(std::size_t parent, std::string_view name) {
  const auto found = nodes_[parent].children.find(name);
  if (found != nodes_[parent].children.end()) return found->second;
  const std::size_t index = nodes_.size();
  nodes_.push_back({std::string{name}, parent, {}, {}, {}, {}, {}});
  nodes_[parent].children.emplace(name, index);
  return index;
}

std::optional<std::size_t> DtsTree::find(std::string_view path) const {
  if (!path.starts_with('/')) return std::nullopt;
  std::size_t node = 0;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size());
    if (part.empty()) continue;
    const auto found = nodes_[node].children.find(part);
    if (found == nodes_[node].children.end()) return std::nullopt;
    node = found->second;
  }
  return node;
}

std::optional<std::size_t> DtsTree::referenced(std::string_view reference) const {
  if (reference.starts_with("&{")) return find(reference.substr(2, reference.size() - 3));
  if (!reference.starts_with('&')) return std::nullopt;
  const auto found = labels_.find(reference.substr(1));
  return found == labels_.end() ? std::nullopt : std::optional{found->second};
}

std::string DtsTree::path(std::size_t index) const {
  std::vector<std::string_view> names;
  for (std::size_t at = index; nodes_[at].parent; at = *nodes_[at].parent) names.push_back(nodes_[at].name);
  if (names.empty()) return "/";
  std::string path;
  for (std::size_t i = names.size(); i-- > 0;) path.append("/").append(names[i]);
  return path;
}

std::optional<std::size_t> DtsTree::node_of(std::size_t file, std::size_t item) const {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    for (const DtsPlace& block : nodes_[i].blocks) {
      if (block.file == file && block.item == item) return i;
    }
  }
  return std::nullopt;
}

}  // namespace rampart
