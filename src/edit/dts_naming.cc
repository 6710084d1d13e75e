#include "edit/dts_naming.h"

#include <algorithm>

#include "edit/dts_label.h"
#include "edit/dts_refusal.h"

namespace rampart {

std::unexpected<Error> no_dts_node(const DtsWorkspace& workspace, std::string_view path) {
  const std::string file = workspace.files().empty() ? std::string{} : workspace.files().front().path;
  return refused_edit(Errc::NotFound, SourcePos{file, 0, 0},
                      "no node " + std::string{path} + " (expected one that these sources define)");
}

DtsValueNames DtsNaming::names() {
  return {[this](std::string_view path) { return reference(path); },
          [this](std::string_view text) {
            const auto node = workspace_.tree().referenced(text);
            return node ? workspace_.tree().path(*node) : std::string{};
          },
          [this](std::string_view text) { return dts_number(text, workspace_.macros()); }};
}

std::string DtsNaming::reference(std::string_view path) {
  const auto made = made_.find(path);
  if (made != made_.end()) return '&' + made->second;
  const auto found = workspace_.tree().find(path);
  if (!found) {
    missing_ = path;
    return {};
  }
  const DtsNode& node = workspace_.tree().node(*found);
  if (!node.labels.empty()) return '&' + node.labels.front();
  for (const DtsPlace& block : node.blocks) {
    const DtsSpan name = workspace_.item(block).name;
    const std::string_view written = workspace_.source(block).at(name);
    if (!workspace_.is_usable(block) || written != node.name) continue;
    const std::string label = new_label(node);
    labels_.push_back({block.file, {name.begin, name.begin}, label + ": "});
    made_.emplace(path, label);
    return '&' + label;
  }
  return "&{" + std::string{path} + '}';
}

std::string DtsNaming::new_label(const DtsNode& node) const {
  return dts_label(node.name, [&](std::string_view label) {
    const bool is_made = std::ranges::any_of(made_, [&](const auto& entry) { return entry.second == label; });
    return is_made || workspace_.tree().has_label(label);
  });
}

}  // namespace rampart
