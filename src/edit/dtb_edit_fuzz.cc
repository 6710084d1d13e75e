#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <libfdt.h>
#include <optional>
#include <string>
#include <vector>

#include "edit/dtb_edit.h"
#include "edit/dtb_names.h"
#include "sources/tree_nodes.h"

namespace {

using namespace rampart;

void collect_paths(const TreeNode& node, const std::string& path, std::vector<std::string>& paths) {
  paths.push_back(path.empty() ? "/" : path);
  for (const TreeNode& child : node.children) collect_paths(child, path + '/' + child.name, paths);
}

/// The blob after an edit; nothing if it was refused.
std::optional<std::string> edited(std::string_view blob, const TreeEdit& edit) {
  const auto changed = edit_dtb(blob, "fuzz", std::vector{edit});
  return changed ? std::optional{*changed} : std::nullopt;
}

/// True if a tree keeps paths of its own, which follow edits.
bool keeps_paths(const TreeNode& root) {
  for (const TreeNode& child : root.children) {
    if (child.name.starts_with("__") || child.name == "aliases" || child.name == "chosen") return true;
  }
  return false;
}

/// True if a blob that is written again without a change is the same: it is in the usual order, and has no gaps, no
/// no-ops and no name without an end.
bool is_rewritten_the_same(std::string_view blob) {
  const std::vector<TreeEdit> nothing{AddNode{"/", "fuzz-none", {}, {}, {}}, RemoveNode{"/fuzz-none"}};
  const auto rewritten = edit_dtb(blob, "fuzz", nothing);
  const std::uint64_t names_end = std::uint64_t{fdt_off_dt_strings(blob.data())} + fdt_size_dt_strings(blob.data());
  return rewritten && *rewritten == blob && blob[names_end - 1] == '\0';
}

enum class Undo { Tree, Bytes };

void check_undo(std::string_view blob, const TreeNode& root, const TreeEdit& edit, const TreeEdit& undo, Undo exact) {
  const auto changed = edited(blob, edit);
  if (!changed) return;
  const auto undone = edited(*changed, undo);
  const auto tree = undone ? parse_tree_nodes(*undone, "fuzz") : std::unexpected(Error{});
  if (!tree || !(*tree == root)) std::abort();
  if (exact == Undo::Bytes && *undone != blob && is_rewritten_the_same(blob)) std::abort();
}

}  // namespace

/// The first two bytes choose a node and an edit, the rest is the blob.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string blob{reinterpret_cast<const char*>(data + 2), size - 2};
  const auto root = parse_tree_nodes(blob, "fuzz");
  if (!root) {
    if (edited(blob, RemoveNode{"/x"})) std::abort();  // what is no tree is not edited
    return 0;
  }
  std::vector<std::string> paths;
  collect_paths(*root, {}, paths);
  const std::string path = paths[data[0] % paths.size()];
  const std::string below = path == "/" ? std::string{} : path;
  const std::string around = path.substr(0, path.rfind('/') + 1);
  // Only what has one meaning can be undone: a tree may hold a path twice, or our names already.
  const bool is_plain =
      !keeps_paths(*root) && std::ranges::count(paths, path) == 1 && blob.find("fuzz") == std::string::npos;
  switch (data[1] % 5) {
    case 0: {
      const AddNode add{path, "fuzz-new@1", "fuzz_new", {{"reg", std::vector<TreeCell>{1U, 2U}}, {"no-map", {}}}, {}};
      if (is_plain) check_undo(blob, *root, add, RemoveNode{below + "/fuzz-new@1"}, Undo::Bytes);
      break;
    }
    case 1:
      if (is_plain) {
        const SetProperty set{path, {"fuzz-new", std::vector<std::string>{"a", "b"}}};
        check_undo(blob, *root, set, RemoveProperty{path, "fuzz-new"}, Undo::Bytes);
      }
      break;
    case 2: {
      const std::string name = path.substr(path.rfind('/') + 1);
      const TreeEdit undo = RenameNode{around + "fuzz-renamed", name};
      if (!is_plain || !check_edit_names(undo, "fuzz")) break;
      // What is no zero behind the old name is gone with it.
      check_undo(blob, *root, RenameNode{path, "fuzz-renamed"}, undo, Undo::Tree);
      break;
    }
    case 3:
      edited(blob, RemoveNode{path});
      break;
    default:
      edited(blob, SetProperty{path, {"reg", std::vector<TreeCell>{3U, NodeReference{paths.back()}}}});
      edited(blob, RenameNode{path, "fuzz-renamed"});
  }
  return 0;
}
