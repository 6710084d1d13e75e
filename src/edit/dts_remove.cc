#include "edit/dts_remove.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "edit/dts_home.h"
#include "edit/dts_naming.h"

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
    const bool is_reference = source.at(item.name).starts_with('&');
    return is_reference || (node && workspace_.tree().node(*node).blocks.size() > 1);
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
  return std::unexpected(Error{
      Errc::Unsupported, workspace.position(place),
      std::string{what} + " depends on an #if with several branches (expected it to be there whatever is defined)"});
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

Result<DtsReplacement> node_deletion(const DtsWorkspace& workspace, std::size_t node, std::size_t order) {
  const DtsNode& gone = workspace.tree().node(node);
  const bool has_own_file = workspace.files().front().may_edit;
  if (!gone.labels.empty() && has_own_file) {
    return dts_places_behind_includes(workspace, "/delete-node/ &" + gone.labels.front() + ';').front();
  }
  if (!gone.parent) return no_dts_node(workspace, gone.name);
  const auto home = dts_home(workspace, *gone.parent, order);
  if (!home) return std::unexpected(home.error());
  return dts_node_places(workspace, *home, {"/delete-node/ " + gone.name + ';'}, order).front();
}

}  // namespace

Result<DtsWorkspace> dts_remove_node(const DtsWorkspace& workspace, const RemoveNode& edit) {
  const auto node = workspace.tree().find(edit.path);
  if (!node || *node == 0) return no_dts_node(workspace, edit.path);
  DtsRemover remover{workspace};
  std::size_t last_foreign = 0;
  for (const DtsPlace& block : all_blocks(workspace.tree(), *node)) {
    if (!workspace.files()[block.file].may_edit) {
      last_foreign = std::max(last_foreign, block.order);
    } else if (workspace.item(block).is_alternative) {
      return depends_on_condition(workspace, block, edit.path);
    } else {
      remover.remove(block);
    }
  }
  auto replacements = remover.replacements();
  if (last_foreign == 0 && replacements.empty()) return no_dts_node(workspace, edit.path);
  if (last_foreign != 0) {
    auto deletion = node_deletion(workspace, *node, last_foreign);
    if (!deletion) return std::unexpected(std::move(deletion.error()));
    replacements.push_back(std::move(*deletion));
  }
  return workspace.with(std::move(replacements));
}

Result<DtsWorkspace> dts_remove_property(const DtsWorkspace& workspace, const RemoveProperty& edit) {
  const auto node = workspace.tree().find(edit.path);
  if (!node) return no_dts_node(workspace, edit.path);
  const auto& properties = workspace.tree().node(*node).properties;
  const auto places = properties.find(edit.name);
  if (places == properties.end() || places->second.empty()) {
    const std::string what = edit.path + " has no " + edit.name + " (expected a property that these sources define)";
    return std::unexpected(Error{Errc::NotFound, {workspace.files().front().path, 0, 0}, what});
  }
  DtsRemover remover{workspace};
  std::size_t last_foreign = 0;
  for (const DtsPlace& place : places->second) {
    if (workspace.is_usable(place)) {
      remover.remove(place);
    } else {
      last_foreign = std::max(last_foreign, place.order);
    }
  }
  auto replacements = remover.replacements();
  if (last_foreign != 0) {
    const auto home = dts_home(workspace, *node, last_foreign);
    if (!home) return std::unexpected(home.error());
    auto deletion = dts_property_places(workspace, *home, "/delete-property/ " + edit.name + ';').front();
    replacements.push_back(std::move(deletion));
  }
  return workspace.with(std::move(replacements));
}

}  // namespace rampart
