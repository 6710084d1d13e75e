#include <algorithm>
#include <fmt/format.h>

#include "analyses/check/rule.h"

namespace rampart {
namespace {

constexpr std::size_t table_entries = 64;
/// Isolated no-map regions that the list of RAM holds before it has to grow, which it cannot yet at that time.
constexpr std::size_t most_holes = 61;

/// The node that is one too many of those that `counts` accepts.
template <typename Counts>
const ReservedNode* surplus(const CheckInput& input, Counts counts) {
  std::size_t count = 0;
  for (const CheckedNode& node : input.nodes) {
    if (counts(node) && ++count > table_entries) return node.node;
  }
  return nullptr;
}

void check_fixed_table(const CheckInput& input, RuleReport& report, std::size_t count) {
  const ReservedNode* const first =
      surplus(input, [](const CheckedNode& node) { return node.is_static || node.is_dynamic; });
  if (first == nullptr) return;
  const bool asked = input.behaviour.table_is_fixed;
  const std::string who = asked ? kernel_name(input) : "kernels before 6.12.103";
  report.error(fmt::format("{} regions, and {} keep{} {}", count, who, asked ? "s" : "", table_entries))
      .at_path(input.tree.reserved->path)
      .effect(
          fmt::format("{} print{} not enough space for all defined regions: from {} on a static region is reserved, "
                      "but never becomes a pool, and a dynamic one is not allocated",
                      who, asked ? "s" : "", first->name))
      .help(asked ? "join regions that touch and have one owner, or use a kernel from 6.12.103 on"
                  : "join regions that touch and have one owner, or say with --kernel that no older one is used");
}

void check_dynamic_table(const CheckInput& input, RuleReport& report) {
  const ReservedNode* const first = surplus(input, [](const CheckedNode& node) { return node.is_dynamic; });
  if (first == nullptr) return;
  report.error(fmt::format("more than {} dynamic regions", table_entries))
      .at_path(input.tree.reserved->path)
      .effect(fmt::format("{} prints too many defined dynamic regions, skip '{}': it is not allocated",
                          kernel_name(input), first->name))
      .help("give some of them a fixed place with reg");
}

/// Where neither neighbour is no-map each region cuts RAM in two.
void check_holes(const CheckInput& input, RuleReport& report) {
  if (!input.setup.has_config || input.setup.config.layout.efi.value_or(false)) return;
  std::size_t holes = 0;
  const PhysRange* previous = nullptr;
  for (const std::size_t each : input.by_base) {
    const StaticRange& range = input.ranges[each];
    if (!input.nodes[range.node].node->no_map || !touches_ram(input, range.range)) continue;
    const bool touches = previous != nullptr && range.range.base().value <= previous->last().value + 1;
    if (!touches) ++holes;
    previous = &range.range;
  }
  if (holes <= most_holes) return;
  report.error(fmt::format("{} no-map regions that do not touch each other", holes))
      .at_path(input.tree.reserved->path)
      .effect(kernel_name(input) +
              " keeps 128 ranges of RAM before it can make that list longer, and panics: cannot resize memory array "
              "(6.1 stops with a BUG in its page-table code)")
      .help("join regions that touch, or build the kernel with CONFIG_EFI, which makes the list longer");
}

void check(const CheckInput& input, RuleReport& report) {
  const std::size_t count = static_cast<std::size_t>(
      std::ranges::count_if(input.nodes, [](const CheckedNode& node) { return node.is_static || node.is_dynamic; }));
  if (count <= most_holes) return;
  if (input.behaviour.table_is_fixed || !input.extras.kernel_stated) {
    check_fixed_table(input, report, count);
  } else {
    check_dynamic_table(input, report);
  }
  check_holes(input, report);
}

}  // namespace

extern const Rule too_many_regions_rule{
    .id = "too-many-regions",
    .severity = Severity::Error,
    .title = "more regions than the kernel's table holds",
    .explanation =
        "Before 6.12.103 a table of 64 entries holds static and dynamic regions together, in the order of the tree. "
        "One more prints not enough space for all defined regions: a static region past it is reserved but never "
        "initialised, so that no pool is made of it, and a dynamic one is never allocated. From then on only dynamic "
        "regions are limited to 64.\n\n"
        "Without --kernel a tree has to do for every kernel, and the old limit counts.\n\n"
        "A second limit is lower: the list of RAM has 128 entries at first (1024 on arm64 with CONFIG_EFI), and each "
        "no-map region between ordinary RAM adds two. More than 61 of them panic at boot.",
    .remedy = "join regions that touch and have one owner",
    .check = check,
};

}  // namespace rampart
