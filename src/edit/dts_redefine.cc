#include "edit/dts_redefine.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "edit/dts_home.h"
#include "edit/dts_layout.h"
#include "edit/dts_naming.h"
#include "edit/dts_refusal.h"

namespace rampart {
namespace {

std::unexpected<Error> has_preprocessor(const DtsWorkspace& workspace, const DtsPlace& place, std::string_view path) {
  std::string what = std::string{path} + " is partly made by the preprocessor, and its file may not be edited " +
                     "(expected a file that may, to rename it)";
  return refused_edit(Errc::Unsupported, workspace.position(place), std::move(what));
}

/// A statement without the `\r` of its lines.
std::string statement_text(const DtsWorkspace& workspace, const DtsPlace& place) {
  std::string text{workspace.source(place).at(workspace.item(place).span)};
  std::erase(text, '\r');
  return text;
}

/// Writes what all blocks of a node say, as lines of one.
class NodeMerger {
 public:
  explicit NodeMerger(const DtsWorkspace& workspace) : workspace_{workspace} {}

  Result<void> write(std::size_t index, const std::string& name, const std::string& indent) {
    const DtsNode& node = workspace_.tree().node(index);
    std::string head = indent;
    for (const std::string& label : node.labels) head.append(label).append(": ");
    lines_.push_back(head + name + " {");
    if (auto done = check_blocks(index); !done) return done;
    if (auto done = write_properties(index, indent + '\t'); !done) return done;
    std::vector<std::pair<std::size_t, std::size_t>> children;
    for (const auto& [child_name, child] : node.children) {
      const auto& blocks = workspace_.tree().node(child).blocks;
      children.emplace_back(blocks.empty() ? 0 : blocks.front().order, child);
    }
    std::ranges::sort(children);
    for (const auto& [order, child] : children) {
      lines_.emplace_back();
      if (auto done = write(child, workspace_.tree().node(child).name, indent + '\t'); !done) return done;
    }
    lines_.push_back(indent + "};");
    return {};
  }
  const DtsLines& lines() const { return lines_; }

 private:
  Result<void> check_blocks(std::size_t index) const {
    for (const DtsPlace& block : workspace_.tree().node(index).blocks) {
      const DtsSource& source = workspace_.source(block);
      const bool is_plain = std::ranges::all_of(workspace_.item(block).children, [&](std::size_t child) {
        const DtsItemKind kind = source.items[child].kind;
        return kind != DtsItemKind::Preprocessor && kind != DtsItemKind::Macro && kind != DtsItemKind::Include;
      });
      const bool is_certain = is_plain && !workspace_.item(block).is_alternative;
      if (!is_certain) return has_preprocessor(workspace_, block, workspace_.tree().path(index));
    }
    return {};
  }

  Result<void> write_properties(std::size_t index, const std::string& indent) {
    std::vector<std::pair<std::size_t, DtsPlace>> properties;
    for (const auto& [name, places] : workspace_.tree().node(index).properties) {
      if (places.empty()) continue;
      if (dts_depends_on_condition(workspace_, places.back())) {
        return has_preprocessor(workspace_, places.back(), workspace_.tree().path(index));
      }
      properties.emplace_back(places.front().order, places.back());
    }
    std::ranges::sort(properties, {}, [](const auto& entry) { return entry.first; });
    for (const auto& [order, place] : properties) lines_.push_back(indent + statement_text(workspace_, place));
    return {};
  }

  const DtsWorkspace& workspace_;
  DtsLines lines_;
};

/// The blocks of a node and of those below it that may be edited go: what they say stands in the new one.
void remove_blocks(const DtsWorkspace& workspace, std::size_t index, std::vector<DtsReplacement>& replacements) {
  const DtsNode& node = workspace.tree().node(index);
  for (const DtsPlace& block : node.blocks) {
    if (!workspace.files()[block.file].may_edit) continue;
    replacements.push_back({block.file, dts_removal(workspace.source(block), block.item), {}});
  }
  for (const auto& [name, child] : node.children) remove_blocks(workspace, child, replacements);
}

/// The new definition, and the deletion of the old one before it, in a workspace where no block stands that goes.
Result<std::vector<DtsReplacement>> redefinition(const DtsWorkspace& workspace, std::size_t node,
                                                 const DtsLines& lines) {
  const DtsNode& old = workspace.tree().node(node);
  std::size_t last = 0;
  for (const DtsPlace& block : old.blocks) last = std::max(last, block.order);
  const auto home = dts_home(workspace, *old.parent, last, true);
  if (!home) return std::unexpected(home.error());
  if (old.labels.empty()) {
    DtsLines all{"/delete-node/ " + old.name + ';', ""};
    all.insert(all.end(), lines.begin(), lines.end());
    return std::vector{dts_node_places(workspace, *home, all, last).front()};
  }
  const std::string deletion = "/delete-node/ &" + old.labels.front() + ';';
  std::vector<DtsReplacement> both{dts_places_behind_includes(workspace, deletion).front(),
                                   dts_node_places(workspace, *home, lines, last).front()};
  if (both[1].file == 0 && both[1].span.begin >= both[0].span.begin) return both;
  std::string what = workspace.tree().path(node) + " cannot be deleted before it is defined again (expected " +
                     "includes before everything else)";
  return refused_edit(Errc::Unsupported, SourcePos{workspace.files().front().path, 0, 0}, std::move(what));
}

}  // namespace

Result<DtsWorkspace> dts_redefine_node(const DtsWorkspace& workspace, std::size_t node, const std::string& name) {
  NodeMerger merger{workspace};
  if (auto done = merger.write(node, name, {}); !done) return std::unexpected(std::move(done.error()));
  std::vector<DtsReplacement> removals;
  remove_blocks(workspace, node, removals);
  const auto bare = workspace.with(removals);
  if (!bare) return std::unexpected(bare.error());
  const auto found = bare->tree().find(workspace.tree().path(node));
  if (!found) return no_dts_node(workspace, workspace.tree().path(node));
  auto replacements = redefinition(*bare, *found, merger.lines());
  if (!replacements) return std::unexpected(std::move(replacements.error()));
  return bare->with(*replacements);
}

}  // namespace rampart
