#include "edit/dts_rename.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "edit/dts_naming.h"
#include "edit/dts_redefine.h"
#include "edit/dts_refusal.h"

namespace rampart {
namespace {

/// Where the texts that hold a path name the node of `path` or one below it.
struct PathUse {
  std::size_t file = 0;
  DtsSpan span;  ///< Of the part that is `path`.
};

/// `at` is where the path begins in the token.
bool names_path(std::string_view token, std::size_t at, std::string_view path) {
  if (!token.substr(std::min(at, token.size())).starts_with(path)) return false;
  const std::size_t end = at + path.size();
  return end < token.size() && (token[end] == '/' || token[end] == '"' || token[end] == '}' || token[end] == ':');
}

std::vector<PathUse> path_uses(const DtsWorkspace& workspace, std::string_view path) {
  std::vector<PathUse> uses;
  for (std::size_t file = 0; file < workspace.files().size(); ++file) {
    const DtsSource& source = workspace.files()[file].source;
    for (const DtsToken& token : source.tokens) {
      const bool is_string = token.kind == DtsTokenKind::String;
      if (!is_string && token.kind != DtsTokenKind::Reference) continue;
      const std::size_t at = is_string ? 1 : 2;
      if (!names_path(source.at(token.span), at, path)) continue;
      uses.push_back({file, {token.span.begin + at, token.span.begin + at + path.size()}});
    }
  }
  return uses;
}

/// Rewrites every use of a path, beside other replacements.
Result<DtsWorkspace> with_new_paths(const DtsWorkspace& workspace, const std::string& path, const std::string& new_path,
                                    std::vector<DtsReplacement> replacements) {
  for (const PathUse& use : path_uses(workspace, path)) {
    const DtsWorkspace::File& file = workspace.files()[use.file];
    if (!file.may_edit) {
      const SourcePos where = dts_position(file.source.text, file.path, use.span.begin);
      std::string what = path + " is named by its path in a file that may not be edited (expected a label there)";
      return refused_edit(Errc::Unsupported, where, std::move(what));
    }
    replacements.push_back({use.file, use.span, new_path});
  }
  return workspace.with(replacements);
}

}  // namespace

Result<DtsWorkspace> dts_rename_node(const DtsWorkspace& workspace, const RenameNode& edit) {
  const DtsTree& tree = workspace.tree();
  const auto node = tree.find(edit.path);
  if (!node || *node == 0) return no_dts_node(workspace, edit.path);
  const DtsNode& renamed = tree.node(*node);
  if (renamed.name == edit.name) return workspace;
  const std::string path = tree.path(*node);
  const std::string new_path = path.substr(0, path.rfind('/') + 1) + edit.name;
  if (tree.node(*renamed.parent).children.contains(edit.name)) {
    std::string what = new_path + " exists already (expected a new name)";
    return refused_edit(Errc::OutOfRange, SourcePos{workspace.files().front().path, 0, 0}, std::move(what));
  }
  const bool is_foreign = std::ranges::any_of(
      renamed.blocks, [&](const DtsPlace& block) { return !workspace.files()[block.file].may_edit; });
  if (is_foreign) {
    const auto redefined = dts_redefine_node(workspace, *node, edit.name);
    return redefined ? with_new_paths(*redefined, path, new_path, {}) : redefined;
  }
  std::vector<DtsReplacement> names;
  for (const DtsPlace& block : renamed.blocks) {
    const DtsSpan name = workspace.item(block).name;
    if (!workspace.source(block).at(name).starts_with('&')) names.push_back({block.file, name, edit.name});
  }
  return with_new_paths(workspace, path, new_path, std::move(names));
}

}  // namespace rampart
