#include "edit/dts_remove.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "edit/dts_home.h"
#include "edit/dts_naming.h"
#include "edit/dts_refusal.h"

namespace rampart {
namespace {

/// Collects statements that go, and the blocks that would stay empty behind them.
class DtsRemover {
 public:
  explicit DtsRemover(const DtsWorkspace& workspace) : workspace_{workspace} {}

  void remove(const DtsPlace& place) {
    std::size_t item = place.item;
    gone_.insert({place.file, item});
    while (const auto around = workspace_.files()[place.file].source.items[item].parent) {
      if (!is_needless(place.file, *around)) return;
      item = *around;
      gone_.insert({place.file, item});
    }
  }

  std::vector<DtsReplacement> replacements() const {
    std::vector<DtsReplacement> all;
    for (const auto& [file, item] : gone_) {
      const DtsSource& source = workspace_.files()[file].source;
      const auto around = source.items[item].parent;
      if (around && gone_.contains({file, *around})) continue;
      all.push_back({file, dts_removal(source, item), {}});
    }
    return all;
  }

 private:
  /// True if a block says no more than what goes: the node is there without it.
  bool is_needless(std::size_t file, std::size_t block) const {
    const DtsSource& source = workspace_.files()[file].source;
    const DtsItem& item = source.items[block];
    const auto is_gone = [&](std::size_t child) { return gone_.contains({file, child}); };
    if (!item.labels.empty() || !std::ranges::all_of(item.children, is_gone) || has_more_text(source, item))
      return false;
    const auto node = workspace_.tree().node_of(file, block);
    const std::string_view name = source.at(item.name);
    return name.starts_with('&') || (name == "/" && is_fragment(source)) ||
           (node && workspace_.tree().node(*node).blocks.size() > 1);
  }

  /// True of a source that is included in a node: it has nodes outside every block, and needs none for the root.
  static bool is_fragment(const DtsSource& source) {
    return std::ranges::any_of(source.roots, [&](std::size_t root) {
      const std::string_view name = source.at(source.items[root].name);
      return source.items[root].kind == DtsItemKind::Node && name != "/" && !name.starts_with('&');
    });
  }

  static bool has_more_text(const DtsSource& source, const DtsItem& block) {
    std::size_t at = block.content.begin;
    const auto is_blank = [&](std::size_t end) {
      return end <= at || source.at({at, end}).find_first_not_of(" \t\r\n") == std::string_view::npos;
    };
    for (const std::size_t child : block.children) {
      const DtsSpan gone = dts_removal(source, child);
      if (!is_blank(gone.begin)) return true;
      at = std::max(at, gone.end);
    }
    return !is_blank(block.content.end);
  }

  const DtsWorkspace& workspace_;
  std::set<std::pair<std::size_t, std::size_t>> gone_;  ///< File and item.
};

std::unexpected<Error> depends_on_condition(const DtsWorkspace& workspace, const DtsPlace& place,
                                            std::string_view what) {
  return refused_edit(
      Errc::Unsupported, workspace.position(place),
      std::string{what} + " depends on an #if with several branches (expected it to be there whatever is defined)");
}

/// Every block of a node and of what is below it.
std::vector<DtsPlace> all_blocks(const DtsTree& tree, std::size_t node) {
  std::vector<DtsPlace> blocks;
  std::vector<std::size_t> next{node};
  while (!next.empty()) {
    const DtsNode& each = tree.node(next.back());
    next.pop_back();
    blocks.insert(blocks.end(), each.blocks.begin(), each.blocks.end());
    for (const auto& [name, child] : each.children) next.push_back(child);
  }
  return blocks;
}

/// The order of the last place that may not be edited; 0 if all may.
std::size_t last_foreign_order(const DtsWorkspace& workspace, std::span<const DtsPlace> places) {
  std::size_t last = 0;
  for (const DtsPlace& place : places) {
    if (!workspace.files()[place.file].may_edit) last = std::max(last, place.order);
  }
  return last;
}

/// Deletes what files that may not be edited say of a node.
Result<DtsWorkspace> with_node_deletion(const DtsWorkspace& workspace, const std::string& path) {
  const auto node = workspace.tree().find(path);
  if (!node) return no_dts_node(workspace, path);
  const DtsNode& gone = workspace.tree().node(*node);
  if (!gone.labels.empty() && workspace.files().front().may_edit) {
    const std::string line = "/delete-node/ &" + gone.labels.front() + ';';
    return workspace.with({dts_places_behind_includes(workspace, line).front()});
  }
  const std::size_t order = last_foreign_order(workspace, all_blocks(workspace.tree(), *node));
  const auto home = dts_home(workspace, *gone.parent, order);
  if (!home) return std::unexpected(home.error());
  return workspace.with({dts_node_places(workspace, *home, {"/delete-node/ " + gone.name + ';'}, order).front()});
}

Result<DtsWorkspace> with_property_deletion(const DtsWorkspace& workspace, const RemoveProperty& edit) {
  const auto node = workspace.tree().find(edit.path);
  if (!node) return no_dts_node(workspace, edit.path);
  const auto& properties = workspace.tree().node(*node).properties;
  const auto places = properties.find(edit.name);
  if (places == properties.end() || places->second.empty()) return workspace;
  const auto home = dts_home(workspace, *node, places->second.back().order);
  if (!home) return std::unexpected(home.error());
  return workspace.with({dts_property_places(workspace, *home, "/delete-property/ " + edit.name + ';').front()});
}

}  // namespace

Result<DtsWorkspace> dts_remove_node(const DtsWorkspace& workspace, const RemoveNode& edit) {
  const auto node = workspace.tree().find(edit.path);
  if (!node || *node == 0) return no_dts_node(workspace, edit.path);
  DtsRemover remover{workspace};
  const auto blocks = all_blocks(workspace.tree(), *node);
  if (blocks.empty()) return no_dts_node(workspace, edit.path);
  for (const DtsPlace& block : blocks) {
    if (!workspace.files()[block.file].may_edit) continue;
    if (workspace.item(block).is_alternative) return depends_on_condition(workspace, block, edit.path);
    remover.remove(block);
  }
  auto removed = workspace.with(remover.replacements());
  const bool is_foreign = last_foreign_order(workspace, blocks) != 0;
  return removed && is_foreign ? with_node_deletion(*removed, edit.path) : removed;
}

Result<DtsWorkspace> dts_remove_property(const DtsWorkspace& workspace, const RemoveProperty& edit) {
  const auto node = workspace.tree().find(edit.path);
  if (!node) return no_dts_node(workspace, edit.path);
  const auto& properties = workspace.tree().node(*node).properties;
  const auto places = properties.find(edit.name);
  if (places == properties.end() || places->second.empty()) {
    std::string what = edit.path + " has no " + edit.name + " (expected a property that these sources define)";
    return refused_edit(Errc::NotFound, SourcePos{workspace.files().front().path, 0, 0}, std::move(what));
  }
  DtsRemover remover{workspace};
  for (const DtsPlace& place : places->second) {
    if (workspace.is_usable(place)) remover.remove(place);
  }
  const auto removed = workspace.with(remover.replacements());
  return removed ? with_property_deletion(*removed, edit) : removed;
}

}  // namespace rampart
