#include <algorithm>
#include <fmt/format.h>
#include <string>

#include "analyses/check/free_memory.h"
#include "analyses/check/rule.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

std::string kernel_fails(const CheckInput& input, const CheckedNode& node) {
  return kernel_name(input) + " reserves nothing for it (failed to allocate memory for node " + node.node->name + ')';
}

/// The node has a list of ranges that no kernel can use, whatever RAM there is. True if that was reported.
bool report_list(const CheckInput& input, RuleReport& report, const CheckedNode& node,
                 const std::vector<Window>& windows) {
  const auto& property = node.node->alloc_ranges;
  if (!property) return false;
  if (property->cells.empty() && property->byte_length == 0) {
    report.error("alloc-ranges of " + node.node->name + " are empty: no place is allowed")
        .at(*node.node, "alloc-ranges")
        .effect(kernel_fails(input, node));
    return true;
  }
  if (input.widths && !is_whole(*property, *input.widths)) return true;  // that is size-cells-mismatch
  const auto is_large = [&](const Window& window) { return window.end - window.low >= node.size->value; };
  if (std::ranges::any_of(windows, is_large)) return false;
  report.error(fmt::format("alloc-ranges of {} are smaller than its {}", node.node->name, size_text(*node.size)))
      .at(*node.node, "alloc-ranges")
      .effect(kernel_fails(input, node));
  return true;
}

/// The regions that lie in the windows, as far as a person wants to read them.
std::string others_in(const Prediction& prediction, const std::vector<Window>& windows, FindingDraft& draft) {
  constexpr std::size_t max_named = 3;
  std::string names;
  std::size_t count = 0;
  for (const PredictedRegion& other : prediction.regions) {
    const auto touches = [&](const Window& window) {
      return other.range.base().value < window.end && other.range.last().value >= window.low;
    };
    if (other.from != RegionSource::DeviceTree || !std::ranges::any_of(windows, touches)) continue;
    names += (count == 0 ? "" : ", ") + other.name;
    draft.names(other.name);
    if (++count == max_named) break;
  }
  return names;
}

void report_no_room(const CheckInput& input, RuleReport& report, const CheckedNode& node, const Prediction& prediction,
                    const std::vector<Window>& windows) {
  const bool has_ranges = node.node->alloc_ranges.has_value();
  const RangeSet ram = ram_of(input);
  Bytes longest;
  for (const Window& window : windows) longest = std::max(longest, longest_in(ram, window));
  const std::string_view property = has_ranges ? "alloc-ranges" : "size";
  const std::string size = size_text(*node.size);
  if (longest.value == 0) {
    report.error("there is no RAM in the alloc-ranges of " + node.node->name)
        .at(*node.node, property)
        .effect(kernel_fails(input, node));
  } else if (longest < *node.size) {
    report
        .error(fmt::format("{} at most {} of RAM in one piece, less than the {} of {}",
                           has_ranges ? "alloc-ranges of " + node.node->name + " hold" : "the board has",
                           size_text(longest), size, node.node->name))
        .at(*node.node, property)
        .effect(kernel_fails(input, node));
  } else {
    FindingDraft draft = report.error(
        fmt::format("no {} are left for {} in {}", size, node.node->name, has_ranges ? "its alloc-ranges" : "RAM"));
    draft.at(*node.node, property).effect(kernel_fails(input, node));
    const std::string others = others_in(prediction, windows, draft);
    if (!others.empty()) draft.help("make room beside " + others + ", widen alloc-ranges, or make the region smaller");
  }
}

void check(const CheckInput& input, RuleReport& report) {
  if (std::ranges::none_of(input.nodes, &CheckedNode::is_dynamic)) return;
  const Prediction prediction = predict(input.setup);
  const auto refused = refusals(prediction);
  for (const CheckedNode& node : input.nodes) {
    if (report.is_full()) return;
    if (!node.is_dynamic || !node.size || node.size->value == 0) continue;
    const auto windows = windows_of(input, node);
    if (report_list(input, report, node, windows)) continue;
    // RAM that a boot loader has yet to fill in may hold it.
    const auto refusal = refused.find(node.node->path);
    if (input.ram_is_complete && refusal != refused.end() && refusal->second->reason == "alloc_fail") {
      report_no_room(input, report, node, prediction, windows);
    }
  }
}

}  // namespace

extern const Rule alloc_ranges_unsatisfiable_rule{
    .id = "alloc-ranges-unsatisfiable",
    .severity = Severity::Error,
    .title = "there is no room for a dynamic region where it may lie",
    .explanation =
        "A dynamic region, one with size and without reg, is looked for in each entry of alloc-ranges in turn, from "
        "the top down, among RAM that nothing else has. If no entry has room for it the kernel prints failed to "
        "allocate memory for node, and there is no region: it does not look elsewhere. Without alloc-ranges it is "
        "looked for in all of RAM.\n\n"
        "Four things go wrong: alloc-ranges are empty; they name addresses without RAM, often because the board has "
        "less of it than the one they were copied from, or lies elsewhere; they, or the RAM in them, are smaller than "
        "the region; static regions and dynamic ones before it in the tree have used them up.\n\n"
        "Kernel, initrd and device tree take room too, which is counted only where it is known.",
    .remedy = "name in alloc-ranges RAM that is large enough and free, or make the region smaller",
    .check = check,
};

}  // namespace rampart
