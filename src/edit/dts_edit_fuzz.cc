#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "edit/dts_edit.h"
#include "edit/dts_workspace.h"

namespace {

using namespace rampart;

/// The file after an edit; nothing if it was refused.
std::optional<std::string> edited(const std::string& text, const TreeEdit& edit) {
  const std::vector<DtsFile> files{{"board.dts", text, true}};
  const auto changes = edit_dts(files, std::vector{edit});
  if (!changes) return std::nullopt;
  return changes->empty() ? text : changes->front().text;
}

/// The tree that a source makes; nothing if it is none.
std::optional<DtsWorkspace> opened(const std::string& text) {
  auto workspace = DtsWorkspace::open(std::vector<DtsFile>{{"board.dts", text, true}});
  if (!workspace) return std::nullopt;
  return std::move(*workspace);
}

}  // namespace

/// The first two bytes choose a node and an edit, the rest is the source. Most of what comes here is no source to dtc,
/// so it is not asked that an undone edit gives the same bytes (tests of real sources do): the result is a source, what
/// was added is there and then is not, and what a property says is written at most once more.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2 || size > 1 << 14) return 0;
  const std::string text{reinterpret_cast<const char*>(data + 2), size - 2};
  const auto workspace = opened(text);
  if (!workspace || text.find("fuzz") != std::string::npos) return 0;  // our names are new
  std::vector<std::size_t> nodes{0};
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const auto& [name, child] : workspace->tree().node(nodes[i]).children) nodes.push_back(child);
  }
  const std::size_t chosen = nodes[data[0] % nodes.size()];
  const std::string path = workspace->tree().path(chosen);
  const DtsNode& node = workspace->tree().node(chosen);
  if (chosen != 0 && node.blocks.empty()) return 0;  // of a path that a block names, and that no file defines
  const std::vector<TreeCell> cells{0U, 0x80000000U, NodeReference{path}};
  switch (data[1] % 5) {
    case 0: {
      const std::string before = node.children.empty() ? std::string{} : node.children.begin()->first;
      const AddNode add{path, "fuzz-new@1", "fuzz_new", {{"reg", std::vector<TreeCell>{1U, 2U}}}, before};
      const auto added = edited(text, add);
      if (!added) break;
      const std::string added_path = (path == "/" ? "" : path) + "/fuzz-new@1";
      const auto with = opened(*added);
      if (!with || !with->tree().find(added_path)) std::abort();
      const auto removed = edited(*added, RemoveNode{added_path});
      if (!removed) break;
      const auto without = opened(*removed);
      if (!without || without->tree().find(added_path)) std::abort();
      break;
    }
    case 1: {
      const auto set = edited(text, SetProperty{path, {"fuzz-new", std::vector<TreeCell>{7U}}});
      if (!set) break;
      const auto unset = edited(*set, RemoveProperty{path, "fuzz-new"});
      if (!unset) break;
      if (!opened(*unset) || unset->find("fuzz-new") != std::string::npos) std::abort();
      break;
    }
    case 2:
      edited(text, RemoveNode{path});
      break;
    case 3:
      edited(text, RenameNode{path, "fuzz-renamed"});
      break;
    default: {
      if (node.properties.empty()) break;
      const SetProperty set{path, {node.properties.begin()->first, cells}};
      const auto first = edited(text, set);
      if (!first) break;
      const auto again = edited(*first, set);
      if (again && edited(*again, set) != again) std::abort();
    }
  }
  return 0;
}
