#include <fmt/format.h>

#include "analyses/check/rule.h"

namespace rampart {
namespace {

void check(const CheckInput& input, RuleReport& report) {
  const auto& reserved = input.tree.reserved;
  if (!reserved || reserved->nodes.empty()) return;
  if (!reserved->ranges) {
    report.error(reserved->path + " has no ranges")
        .at_path(reserved->path)
        .effect(fmt::format("{} prints unsupported node format, ignoring, and reserves none of its {} regions",
                            kernel_name(input), reserved->nodes.size()));
    return;
  }
  if (reserved->ranges->byte_length == 0) return;
  report.warning(reserved->path + " has ranges that are not empty")
      .at_path(reserved->path, "ranges")
      .effect(kernel_name(input) + " never looks at their content: it takes the addresses of the regions as they are")
      .help("write the addresses of the CPU, and ranges without a value");
}

}  // namespace

extern const Rule missing_ranges_rule{
    .id = "missing-ranges",
    .severity = Severity::Error,
    .title = "/reserved-memory has no ranges",
    .explanation =
        "Linux reads /reserved-memory only if it has a ranges property. Otherwise it prints unsupported node format, "
        "ignoring (twice from 6.12.13 on) and reserves none of the regions. What ranges contains is never looked at: "
        "addresses are not translated.",
    .remedy = "add `ranges;` to /reserved-memory",
    .check = check,
};

}  // namespace rampart
