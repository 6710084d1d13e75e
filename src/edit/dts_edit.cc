#include "edit/dts_edit.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "edit/dtb_names.h"
#include "edit/dts_home.h"
#include "edit/dts_naming.h"
#include "edit/dts_refusal.h"
#include "edit/dts_remove.h"
#include "edit/dts_rename.h"
#include "edit/dts_value.h"
#include "edit/dts_workspace.h"

namespace rampart {
namespace {

std::unexpected<Error> refuse_edit(const DtsWorkspace& workspace, Errc code, std::string what) {
  return refused_edit(code, SourcePos{workspace.files().front().path, 0, 0}, std::move(what));
}

/// The first of several ways to insert something after which `undo` gives the old texts back; else the first. `labels`
/// are made beside it and stay.
template <typename Undo>
Result<DtsWorkspace> insert_so_that_undo_works(const DtsWorkspace& workspace, const std::vector<DtsReplacement>& places,
                                               const std::vector<DtsReplacement>& labels, Undo&& undo) {
  const auto old = workspace.with(labels);
  if (!old) return std::unexpected(old.error());
  std::optional<Result<DtsWorkspace>> first;
  for (const DtsReplacement& place : places) {
    auto replacements = labels;
    replacements.push_back(place);
    auto inserted = workspace.with(replacements);
    if (inserted) {
      const auto undone = undo(*inserted);
      if (undone && undone->has_texts_of(*old)) return inserted;
    }
    if (!first) first = std::move(inserted);
  }
  if (!first) return refuse_edit(workspace, Errc::Unsupported, "no place for a new statement (expected one)");
  return std::move(*first);
}

/// A value of a property of this name as its neighbours write it: the siblings of the node, else any.
std::string_view value_like(const DtsWorkspace& workspace, std::optional<std::size_t> parent, std::string_view name) {
  const auto value_of = [&](const DtsNode& node) -> std::string_view {
    const auto found = node.properties.find(name);
    if (found == node.properties.end() || found->second.empty()) return {};
    const DtsPlace& place = found->second.back();
    return workspace.source(place).at(workspace.item(place).content);
  };
  if (!parent) return {};
  std::string_view like;
  std::size_t last = 0;
  for (const auto& [child_name, child] : workspace.tree().node(*parent).children) {
    const DtsNode& node = workspace.tree().node(child);
    const std::string_view value = value_of(node);
    if (value.empty() || node.blocks.empty() || node.blocks.front().order < last) continue;
    last = node.blocks.front().order;
    like = value;
  }
  return like;
}

std::string property_line(const TreeAssignment& assignment, std::string_view like, const DtsValueNames& names) {
  const std::string value = dts_value_text(assignment, like, names);
  return value.empty() ? assignment.name + ';' : assignment.name + " = " + value + ';';
}

Result<void> check_names(const DtsWorkspace& workspace, const DtsNaming& naming) {
  if (naming.missing()) return no_dts_node(workspace, *naming.missing());
  return {};
}

/// The places in front of the sibling that an edit names, if it stands where it may be edited.
std::vector<DtsReplacement> places_before_sibling(const DtsWorkspace& workspace, const AddNode& edit,
                                                  const DtsNode& around, const DtsLines& lines, std::size_t order) {
  const auto sibling = around.children.find(edit.before);
  if (edit.before.empty() || sibling == around.children.end()) return {};
  const auto& blocks = workspace.tree().node(sibling->second).blocks;
  const bool is_inside = !blocks.empty() && workspace.is_usable(blocks.front()) && blocks.front().order > order &&
                         workspace.item(blocks.front()).parent.has_value();
  return is_inside ? dts_places_before(workspace, blocks.front(), lines) : std::vector<DtsReplacement>{};
}

/// True if most nodes beside a new one stand on one line each.
bool has_short_children(const DtsWorkspace& workspace, const DtsNode& around) {
  std::size_t short_ones = 0;
  for (const auto& [name, child] : around.children) {
    const auto& blocks = workspace.tree().node(child).blocks;
    if (blocks.empty() || workspace.item(blocks.front()).children.empty()) continue;
    const std::string_view text = workspace.source(blocks.front()).at(workspace.item(blocks.front()).span);
    if (text.find('\n') == std::string_view::npos) ++short_ones;
  }
  return short_ones * 2 > around.children.size();
}

/// True of a node such as /reserved-memory, which gets nodes of its own and needs lines for them.
bool will_hold_nodes(const AddNode& edit) {
  return std::ranges::any_of(edit.properties, [](const TreeAssignment& each) { return each.name == "#address-cells"; });
}

std::string one_line(const DtsLines& lines) {
  std::string text;
  for (const std::string& line : lines) {
    if (!text.empty()) text.push_back(' ');
    text += line.substr(std::min(line.find_first_not_of('\t'), line.size()));
  }
  return text;
}

Result<DtsWorkspace> add_dts_node(const DtsWorkspace& workspace, const AddNode& edit) {
  const DtsTree& tree = workspace.tree();
  const auto parent = tree.find(edit.parent);
  if (!parent) return no_dts_node(workspace, edit.parent);
  const DtsNode& around = tree.node(*parent);
  const std::string path = (*parent == 0 ? "" : tree.path(*parent)) + '/' + edit.name;
  if (around.children.contains(edit.name)) {
    return refuse_edit(workspace, Errc::OutOfRange, path + " exists already (expected a new name)");
  }
  if (!edit.label.empty() && tree.has_label(edit.label)) {
    return refuse_edit(workspace, Errc::OutOfRange, "the label " + edit.label + " is taken (expected a new one)");
  }
  DtsNaming naming{workspace};
  const DtsValueNames names = naming.names();
  DtsLines lines{(edit.label.empty() ? edit.name : edit.label + ": " + edit.name) + " {"};
  for (const TreeAssignment& each : edit.properties) {
    lines.push_back('\t' + property_line(each, value_like(workspace, parent, each.name), names));
  }
  lines.emplace_back("};");
  if (has_short_children(workspace, around) && !will_hold_nodes(edit)) lines = {one_line(lines)};
  if (auto known = check_names(workspace, naming); !known) return std::unexpected(std::move(known.error()));
  const auto deletion = around.deletions.find(edit.name);
  const std::size_t order = deletion == around.deletions.end() ? 0 : deletion->second;
  const auto homes = dts_homes(workspace, *parent, order);
  if (!homes) return std::unexpected(homes.error());
  auto places = places_before_sibling(workspace, edit, around, lines, order);
  for (const DtsHome& home : *homes) {
    for (DtsReplacement& each : dts_node_places(workspace, home, lines, order)) places.push_back(std::move(each));
  }
  return insert_so_that_undo_works(workspace, places, naming.labels(),
                                   [&](const DtsWorkspace& added) { return dts_remove_node(added, {path}); });
}

Result<DtsWorkspace> change_property(const DtsWorkspace& workspace, const SetProperty& edit, const DtsPlace& place) {
  const DtsSource& source = workspace.source(place);
  const DtsItem& item = workspace.item(place);
  if (dts_depends_on_condition(workspace, place)) {
    std::string what = edit.path + " has its " + edit.assignment.name +
                       " by an #if with several branches (expected it to be there whatever is defined)";
    return refused_edit(Errc::Unsupported, workspace.position(place), std::move(what));
  }
  DtsNaming naming{workspace};
  const std::string_view old = source.at(item.content);
  const bool has_value = source.text[item.content.begin - 1] == '=';
  std::vector<DtsReplacement> replacements;
  if (std::holds_alternative<std::monostate>(edit.assignment.value)) {
    if (has_value) replacements.push_back({place.file, {item.name.end, item.content.end}, {}});
  } else if (has_value) {
    std::string value = dts_value_changed(old, edit.assignment, naming.names());
    if (value != old) replacements.push_back({place.file, item.content, std::move(value)});
  } else {
    std::string value = " = " + dts_value_text(edit.assignment, {}, naming.names());
    replacements.push_back({place.file, item.content, std::move(value)});
  }
  if (auto known = check_names(workspace, naming); !known) return std::unexpected(std::move(known.error()));
  replacements.insert(replacements.end(), naming.labels().begin(), naming.labels().end());
  return workspace.with(replacements);
}

bool says_already(const DtsWorkspace& workspace, const DtsPlace& place, const TreeAssignment& assignment) {
  const DtsItem& item = workspace.item(place);
  if (dts_depends_on_condition(workspace, place)) return false;
  const bool has_value = workspace.source(place).text[item.content.begin - 1] == '=';
  if (has_value == std::holds_alternative<std::monostate>(assignment.value)) return false;
  DtsNaming naming{workspace};
  const std::string_view old = workspace.source(place).at(item.content);
  return !has_value || dts_value_changed(old, assignment, naming.names()) == old;
}

Result<DtsWorkspace> set_dts_property(const DtsWorkspace& workspace, const SetProperty& edit) {
  const auto found = workspace.tree().find(edit.path);
  if (!found) return no_dts_node(workspace, edit.path);
  const DtsNode& node = workspace.tree().node(*found);
  const auto places = node.properties.find(edit.assignment.name);
  std::size_t order = 0;
  if (places != node.properties.end() && !places->second.empty()) {
    const DtsPlace& last = places->second.back();
    if (workspace.files()[last.file].may_edit) return change_property(workspace, edit, last);
    if (says_already(workspace, last, edit.assignment)) return workspace;
    order = last.order;
  }
  const auto deletion = node.deletions.find(edit.assignment.name);
  if (deletion != node.deletions.end()) order = std::max(order, deletion->second);
  DtsNaming naming{workspace};
  const std::string line =
      property_line(edit.assignment, value_like(workspace, node.parent, edit.assignment.name), naming.names());
  if (auto known = check_names(workspace, naming); !known) return std::unexpected(std::move(known.error()));
  std::vector<DtsReplacement> candidates;
  const auto homes = dts_homes(workspace, *found, order);
  if (!homes) return std::unexpected(homes.error());
  for (const DtsHome& home : *homes) {
    for (DtsReplacement& each : dts_property_places(workspace, home, line)) candidates.push_back(std::move(each));
  }
  return insert_so_that_undo_works(workspace, candidates, naming.labels(), [&](const DtsWorkspace& set) {
    return dts_remove_property(set, {edit.path, edit.assignment.name});
  });
}

/// Does one step, whichever it is.
class DtsStep {
 public:
  explicit DtsStep(const DtsWorkspace& workspace) : workspace_{workspace} {}
  Result<DtsWorkspace> operator()(const AddNode& edit) const { return add_dts_node(workspace_, edit); }
  Result<DtsWorkspace> operator()(const RemoveNode& edit) const { return dts_remove_node(workspace_, edit); }
  Result<DtsWorkspace> operator()(const RenameNode& edit) const { return dts_rename_node(workspace_, edit); }
  Result<DtsWorkspace> operator()(const SetProperty& edit) const { return set_dts_property(workspace_, edit); }
  Result<DtsWorkspace> operator()(const RemoveProperty& edit) const { return dts_remove_property(workspace_, edit); }

 private:
  const DtsWorkspace& workspace_;
};

/// True if some file says what the root holds, or is a part that is included where that is said.
bool has_root(const DtsWorkspace& workspace) {
  return std::ranges::any_of(workspace.files(), [](const DtsWorkspace::File& file) {
    return std::ranges::any_of(file.source.roots, [&](std::size_t root) {
      const DtsItem& item = file.source.items[root];
      return item.kind == DtsItemKind::Node && !file.source.at(item.name).starts_with('&');
    });
  });
}

}  // namespace

Result<std::vector<DtsChange>> edit_dts(std::span<const DtsFile> files, std::span<const TreeEdit> edits) {
  if (files.empty()) return refused_edit(Errc::NotFound, SourcePos{}, "no source (expected the board's)");
  auto workspace = DtsWorkspace::open(files);
  if (!workspace) return std::unexpected(std::move(workspace.error()));
  if (!has_root(*workspace)) {
    return refused_edit(Errc::Malformed, {files.front().path, 0, 0}, "no root node (expected `/ { ... };`)");
  }
  for (const TreeEdit& edit : edits) {
    if (auto good = check_edit_names(edit, files.front().path); !good) return std::unexpected(std::move(good.error()));
    auto next = std::visit(DtsStep{*workspace}, edit);
    if (!next) return std::unexpected(std::move(next.error()));
    *workspace = std::move(*next);
  }
  std::vector<DtsChange> changes;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string& text = workspace->files()[i].source.text;
    if (text != files[i].text) changes.push_back({files[i].path, text});
  }
  return changes;
}

}  // namespace rampart
