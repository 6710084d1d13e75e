#include <string>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/early_boot.h"
#include "analyses/explain/tree_form.h"

namespace rampart {
namespace {

/// What /reserved-memory lacks, and the lines that mend it, as in a source.
struct Missing {
  std::string names;
  std::string lines;

  void add(std::string_view name, const std::string& line) {
    names += (names.empty() ? "" : ", ") + std::string{name};
    lines += (lines.empty() ? "" : " ") + line;
  }
};

Missing missing_of(const DeviceTree& tree) {
  const ReservedMemory& reserved = *tree.reserved;
  const CellWidths root = root_widths(tree);
  Missing missing;
  if (!reserved.counts.address) {
    missing.add("#address-cells", "#address-cells = <" + std::to_string(root.address) + ">;");
  }
  if (!reserved.counts.size) missing.add("#size-cells", "#size-cells = <" + std::to_string(root.size) + ">;");
  if (!reserved.ranges) missing.add("ranges", "ranges;");
  return missing;
}

void tell_missing(CauseDraft& cause, const Story& story) {
  const Missing missing = missing_of(story.board()->tree);
  cause.fact("missing_property", missing.names);
  cause.detail({"/reserved-memory has no {0}: none of its {1} regions is made",
                "/reserved-memory 缺少 {0}：其中 {1} 个区域全部失效"},
               missing.names, story.board()->tree.reserved->nodes.size());
  cause.remedy({"add to /reserved-memory: {0}", "在 /reserved-memory 中补上：{0}"}, missing.lines);
}

void tell_place(CauseDraft& cause, const Story& story) {
  const std::string& path = story.board()->tree.reserved->path;
  cause.evidence(story.first(LogFact::TreeWithoutNode)).fact("node_path", path);
  cause.detail({"the node is {0}; the kernel looks for /reserved-memory and nothing else",
                "该节点名为 {0}；内核只认 /reserved-memory"},
               path);
  cause.remedy(
      {"rename {0} to /reserved-memory, without a unit address", "把 {0} 改名为 /reserved-memory，不带单元地址"}, path);
}

void explain(const Story& story, CauseReport& report) {
  const TreeFault fault = tree_fault(story);
  if (fault != TreeFault::Incomplete && fault != TreeFault::Elsewhere) return;
  const bool told = story.has(fault == TreeFault::Incomplete ? LogFact::TreeNotUsed : LogFact::TreeWithoutNode);
  // Before 6.12 a kernel says nothing of a tree without the node.
  if (!told && tells_early_boot(story) && fault == TreeFault::Incomplete) return;
  CauseDraft cause = report.add(told || !story.has_log() ? Confidence::Certain : Confidence::Likely,
                                {"the kernel does not read /reserved-memory: the node is not as it has to be",
                                 "内核没有读取 /reserved-memory：该节点格式不完整"});
  tell_unread_tree(cause, story);
  if (fault == TreeFault::Incomplete) {
    tell_missing(cause, story);
  } else {
    tell_place(cause, story);
  }
  tell_read_tree(cause, story);
}

}  // namespace

extern const CauseRule reserved_memory_malformed_cause{
    .id = "reserved-memory-malformed",
    .cause_class = "reserved_memory_malformed",
    .severity = Severity::Error,
    .title = {"/reserved-memory lacks what the kernel asks of it", "/reserved-memory 缺少内核要求的属性"},
    .explanation =
        {"/reserved-memory needs #address-cells, #size-cells and an empty `ranges`, and has no unit address. Without "
         "one of the three the kernel prints `unsupported node format, ignoring` and reserves none of the regions; "
         "under another name it is not found at all. An overlay or a boot loader that makes the node anew often "
         "forgets `ranges`.\n\n"
         "The kernel says the same of cell counts that differ from the root's: the tree tells the two apart.",
         "/reserved-memory 必须有 #address-cells、#size-cells 和空的 `ranges`，且不带单元地址。三者缺一，内核就打印 "
         "`unsupported node format, ignoring` 并忽略全部区域；换了名字则根本找不到。由 overlay 或引导程序新建该节点时"
         "常漏写 `ranges`。\n\n"
         "单元数与根节点不同时内核的报错相同，需看设备树区分。"},
    .remedy = {"give /reserved-memory the #address-cells and #size-cells of the root, and `ranges;`",
               "在 /reserved-memory 中写上与根节点相同的 #address-cells、#size-cells，以及 `ranges;`"},
    .explain = explain,
};

}  // namespace rampart
