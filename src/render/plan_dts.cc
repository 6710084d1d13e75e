#include "render/plan_dts.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <variant>
#include <vector>

#include "base/printable.h"

namespace rampart {
namespace {

constexpr std::string_view reserved_path = "/reserved-memory";

/// What stands in one node, in the order of the edits.
struct OverlayNode {
  std::string label;
  std::vector<const TreeAssignment*> properties;
};

class OverlayWriter {
 public:
  explicit OverlayWriter(const Plan& plan) : plan_{plan} {
    for (const TreeEdit& edit : plan.configuration.edits) sort(edit);
    for (const TreeEdit& edit : plan.configuration.edits) name_targets(edit);
  }

  std::string write() {
    if (plan_.configuration.edits.empty()) return {};
    out_ = fmt::format("/* {}: written by rampart plan. */\n/dts-v1/;\n/plugin/;\n", comment(plan_.workload.name));
    write_reserved();
    for (const auto& [path, node] : devices_) {
      out_ += fmt::format("\n&{{{}}} {{\n", path);
      write_properties(node, 1);
      out_ += "};\n";
    }
    return out_;
  }

 private:
  static std::string comment(const std::string& text) {
    std::string safe = printable(text.empty() ? "plan" : text);
    for (std::size_t at = 0; (at = safe.find("*/", at)) != std::string::npos;) safe.replace(at, 2, "* /");
    return safe;
  }

  static bool is_reserved(std::string_view path) {
    return path.starts_with(reserved_path) && path.size() > reserved_path.size() && path[reserved_path.size()] == '/';
  }

  OverlayNode& node_at(const std::string& path) {
    auto& nodes = is_reserved(path) ? reserved_ : devices_;
    const auto known = std::ranges::find(nodes, path, &std::pair<std::string, OverlayNode>::first);
    return known != nodes.end() ? known->second : nodes.emplace_back(path, OverlayNode{}).second;
  }

  void sort(const TreeEdit& edit) {
    if (const auto* const added = std::get_if<AddNode>(&edit)) {
      if (added->parent == "/") return;  // /reserved-memory itself stands in every overlay
      OverlayNode& node = node_at(added->parent + "/" + added->name);
      node.label = added->label;
      for (const TreeAssignment& assignment : added->properties) node.properties.push_back(&assignment);
    }
    if (const auto* const set = std::get_if<SetProperty>(&edit))
      node_at(set->path).properties.push_back(&set->assignment);
  }

  /// A node that is referred to needs a label, be it new or the board's.
  void name_targets(const TreeEdit& edit) {
    const auto* const set = std::get_if<SetProperty>(&edit);
    const auto* const cells = set == nullptr ? nullptr : std::get_if<std::vector<TreeCell>>(&set->assignment.value);
    if (cells == nullptr) return;
    for (const TreeCell& cell : *cells) {
      const auto* const target = std::get_if<NodeReference>(&cell);
      if (target == nullptr) continue;
      OverlayNode& node = node_at(target->path);
      if (node.label.empty()) node.label = fmt::format("plan_target_{}", labels_++);
    }
  }

  void write_reserved() {
    if (reserved_.empty()) return;
    out_ += fmt::format(
        "\n&{{/}} {{\n\treserved-memory {{\n\t\t#address-cells = <{}>;\n\t\t#size-cells = <{}>;\n"
        "\t\tranges;\n",
        width("#address-cells"), width("#size-cells"));
    for (const auto& [path, node] : reserved_) {
      out_ += fmt::format("\n\t\t{}{}{} {{\n", node.label, node.label.empty() ? "" : ": ",
                          path.substr(reserved_path.size() + 1));
      write_properties(node, 3);
      out_ += "\t\t};\n";
    }
    out_ += "\t};\n};\n";
  }

  std::uint32_t width(std::string_view name) const {
    return name == "#address-cells" ? plan_.configuration.address_cells : plan_.configuration.size_cells;
  }

  void write_properties(const OverlayNode& node, std::size_t depth) {
    for (const TreeAssignment* const assignment : node.properties) {
      out_ += std::string(depth, '\t') + assignment->name;
      write_value(assignment->value);
      out_ += ";\n";
    }
  }

  void write_value(const TreeValue& value) {
    if (const auto* const texts = std::get_if<std::vector<std::string>>(&value)) {
      for (std::size_t i = 0; i < texts->size(); ++i)
        out_ += fmt::format("{}\"{}\"", i == 0 ? " = " : ", ", (*texts)[i]);
    }
    if (const auto* const cells = std::get_if<std::vector<TreeCell>>(&value)) {
      out_ += " = <";
      for (std::size_t i = 0; i < cells->size(); ++i) {
        if (i > 0) out_ += ' ';
        if (const auto* const number = std::get_if<std::uint32_t>(&(*cells)[i])) out_ += fmt::format("{:#x}", *number);
        if (const auto* const target = std::get_if<NodeReference>(&(*cells)[i]))
          out_ += '&' + node_at(target->path).label;
      }
      out_ += '>';
    }
  }

  const Plan& plan_;
  std::vector<std::pair<std::string, OverlayNode>> reserved_;
  std::vector<std::pair<std::string, OverlayNode>> devices_;
  std::size_t labels_ = 0;
  std::string out_;
};

}  // namespace

std::string plan_dts(const Plan& plan) { return OverlayWriter{plan}.write(); }

}  // namespace rampart
