#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <string_view>

#include "analyses/check/rule.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

bool is_multiple(std::uint64_t value, Bytes of) { return value % of.value == 0; }

bool is_aligned(const PhysRange& range, Bytes to) {
  return is_multiple(range.base().value, to) && is_multiple(range.size().value, to);
}

/// `base 0x9e780200 and size 0x1200 are not`
std::string culprit(const PhysRange& range, Bytes to) {
  const bool base = !is_multiple(range.base().value, to);
  const bool size = !is_multiple(range.size().value, to);
  if (base && size) return fmt::format("base {:#x} and size {:#x} are not", range.base().value, range.size().value);
  if (base) return fmt::format("base {:#x} is not", range.base().value);
  return fmt::format("size {:#x} is not", range.size().value);
}

void check_range(const CheckInput& input, RuleReport& report, const CheckedNode& node, const StaticRange& range) {
  const bool is_unmapped = node.node->no_map && touches_known_ram(input, range.range);
  const Severity severity = is_unmapped                             ? Severity::Error
                            : touches_known_ram(input, range.range) ? Severity::Warning
                                                                    : Severity::Note;
  const std::string kernel = kernel_name(input);
  FindingDraft draft =
      report.add(severity, fmt::format("{}: {} a multiple of the page ({})", node.node->name,
                                       culprit(range.range, input.page_size), size_text(input.page_size)));
  draft.at(*node.node, "reg");
  if (is_unmapped) {
    const bool may_stop = input.setup.architecture == Architecture::Arm64 && compare(input.setup.kernel, {6, 12}) < 0;
    draft.effect(
        kernel +
        " maps whole pages: the page at the edge stays mapped for its neighbour, and the region's part "
        "of it with it" +
        (may_stop ? "; depending on what lies beside it the boot stops with a BUG in the page-table code" : ""));
  } else {
    draft.effect(kernel + " keeps the whole page at the edge out of use, which costs less than a page");
  }
  const std::uint64_t mask = ~(input.page_size.value - 1);
  const std::uint64_t base = range.range.base().value & mask;
  const std::uint64_t end = (range.range.last().value | ~mask);
  draft.help(
      fmt::format("round it outwards to base {:#x} and size {:#x}, or let the firmware move", base, end - base + 1));
}

/// A processor whose firmware comes at an address of whole MiB: all of these that Linux's own trees have do.
bool wants_whole_mib(std::string_view compatible) {
  const auto has = [&](std::string_view word) { return compatible.find(word) != std::string_view::npos; };
  if (compatible.starts_with("qcom,")) return has("-pas") || has("-pil");
  return compatible.starts_with("ti,") && (has("-r5f") || has("-dsp") || has("-rproc"));
}

void check_firmware(const CheckInput& input, RuleReport& report) {
  for (const MemoryReference& device : input.tree.references) {
    if (!wants_whole_mib(device.compatible) || !is_enabled(device)) continue;
    for (const RegionTarget& target : device.targets) {
      const CheckedNode* const node = target.node ? checked_node(input, *target.node) : nullptr;
      if (node == nullptr || node->first == node->end || !node->node->no_map) continue;
      const std::uint64_t base = input.ranges[node->first].range.base().value;
      if (is_multiple(base, mib(1)) || !is_multiple(base, input.page_size)) continue;
      report.note(fmt::format("{}: base {:#x} is not a multiple of 1 MiB", node->node->name, base))
          .at(*node->node, "reg")
          .effect(
              fmt::format("Linux takes it; but the firmware of {} begins on whole MiB on every board of Linux's own "
                          "tree",
                          device.path))
          .help("make sure that this firmware can be loaded there");
    }
  }
}

void check(const CheckInput& input, RuleReport& report) {
  check_firmware(input, report);
  for (const StaticRange& range : input.ranges) {
    const CheckedNode& node = input.nodes[range.node];
    if (node.is_cma_pool() || is_aligned(range.range, input.page_size)) continue;  // a pool has its own rule
    check_range(input, report, node, range);
  }
}

}  // namespace

extern const Rule misaligned_rule{
    .id = "misaligned",
    .severity = Severity::Error,
    .title = "a region does not begin and end on a page",
    .explanation =
        "Linux maps and unmaps whole pages. A no-map region that begins or ends inside a page leaves that page to "
        "both: "
        "the neighbour's part has to stay mapped, so that the region's part stays mapped as well, and a processor may "
        "read ahead into memory that a firmware has closed. arm64 6.1 can stop with a BUG in its page-table code, "
        "depending on what lies beside the region.\n\n"
        "Without no-map the page at the edge is kept out of use, which is only a loss; that is a warning, or a note "
        "outside RAM. CMA pools are looked at by cma-alignment.\n\n"
        "The firmware of Qualcomm's and TI's remote processors begins on whole MiB on every board of Linux's own tree, "
        "309 and 80 carve-outs of Debian's packages: another place is a note.",
    .remedy = "round base and size to whole pages",
    .check = check,
};

}  // namespace rampart
