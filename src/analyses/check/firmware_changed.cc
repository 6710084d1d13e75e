#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "analyses/check/rule.h"
#include "assemble/declared_map.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

/// Memory that a firmware uses at an address built into it: not the kernel's own pools and logs.
bool is_carve_out(const ReservedNode& node) {
  const Kind kind = kind_of(node);
  return is_enabled(node.status) && node.reg && (node.no_map || kind == Kind::Reserved) &&
         std::ranges::find(node.compatible, "ramoops") == node.compatible.end();
}

std::optional<PhysRange> first_range(const ReservedNode& node, CellWidths cells) {
  if (!node.reg || cells.address + cells.size == 0) return std::nullopt;
  const auto entries = reg_entries(*node.reg, cells);
  if (entries.empty() || !entries.front().base || !entries.front().size) return std::nullopt;
  return PhysRange::make({*entries.front().base}, {*entries.front().size});
}

std::string_view base_name(std::string_view name) { return name.substr(0, name.find('@')); }

/// The nodes of a tree by their ways to be found again.
class Nodes {
 public:
  explicit Nodes(const CheckInput& input) {
    for (const CheckedNode& node : input.nodes) {
      by_name_.emplace(node.node->name, &node);
      if (!node.node->label.empty()) by_label_.emplace(node.node->label, &node);
      const auto [found, is_new] = by_base_.emplace(base_name(node.node->name), &node);
      if (!is_new) found->second = nullptr;  // memory@...: many have it
    }
  }

  /// The same name, else the same label, else the only one of this name whatever its address.
  const CheckedNode* find(const ReservedNode& old) const {
    for (const auto& [map, key] :
         {std::pair{&by_name_, std::string_view{old.name}}, std::pair{&by_label_, std::string_view{old.label}},
          std::pair{&by_base_, base_name(old.name)}}) {
      const auto found = map->find(key);
      if (!key.empty() && found != map->end() && found->second != nullptr) return found->second;
    }
    return nullptr;
  }

 private:
  using Index = std::map<std::string_view, const CheckedNode*>;
  Index by_name_;
  Index by_label_;
  Index by_base_;
};

/// A node of any name at the very place: it was renamed.
bool is_kept(const CheckInput& input, const PhysRange& range) {
  return std::ranges::any_of(input.ranges, [&](const StaticRange& each) { return each.range.contains(range); });
}

constexpr std::string_view firmware_effect =
    "the firmware still uses the old addresses: Linux gives what is no longer reserved to anyone, and both overwrite "
    "each other";

void compare(const CheckInput& input, RuleReport& report, const ReservedNode& old, const PhysRange& before,
             const CheckedNode* now) {
  const DeviceTree& baseline = *input.extras.baseline;
  const Origin was{position_of(baseline, old.path, "reg"), old.path};
  if (now == nullptr || now->first == now->end) {
    if (is_kept(input, before)) return;
    report.error(fmt::format("{} of {} at {} was removed", old.name, size_text(before.size()), range_text(before)))
        .names(old.name)
        .at(was)
        .effect(std::string{firmware_effect});
    return;
  }
  const PhysRange& after = input.ranges[now->first].range;
  std::string what;
  if (after.base() != before.base() && !is_kept(input, before)) {
    what = fmt::format("moved from {} to {}", range_text(before), range_text(after));
  } else if (!is_kept(input, before)) {
    what = fmt::format("shrank from {} to {}", size_text(before.size()), size_text(after.size()));
  } else if (old.no_map && !now->node->no_map) {
    what = "lost its no-map: Linux maps it again";
  } else {
    return;
  }
  report.error(fmt::format("{} {}", now->node->name, what))
      .at(*now->node, "reg")
      .at(was)
      .effect(std::string{firmware_effect});
}

void check(const CheckInput& input, RuleReport& report) {
  const DeviceTree* const baseline = input.extras.baseline;
  if (baseline == nullptr || !baseline->reserved) return;
  const auto cells = widths(baseline->reserved->counts);
  if (!cells) return;
  const Nodes nodes{input};
  for (const ReservedNode& old : baseline->reserved->nodes) {
    const auto before = is_carve_out(old) ? first_range(old, *cells) : std::nullopt;
    if (before) compare(input, report, old, *before, nodes.find(old));
  }
}

}  // namespace

extern const Rule firmware_changed_rule{
    .id = "firmware-changed",
    .severity = Severity::Error,
    .title = "a carve-out moved, shrank or went since the baseline",
    .explanation =
        "With --baseline OLD each carve-out of the old tree (no-map, or reserved without being a pool of Linux or its "
        "crash log) is looked for in the new one: by name, by label, by the name before the @. Its old addresses have "
        "to "
        "be reserved still. A firmware has its addresses built in, and the boot loader may have closed them: Linux "
        "then "
        "hands out memory that the firmware writes to, or faults when it touches it. A carve-out that grew is nothing "
        "to "
        "report; what it grew into is looked at by the other rules.",
    .remedy = "keep the carve-out as it was, or change firmware and boot loader together with the tree",
    .check = check,
};

}  // namespace rampart
