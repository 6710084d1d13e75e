#include <algorithm>

#include "analyses/explain/aftermath.h"
#include "analyses/explain/cause_rule.h"
#include "analyses/explain/early_boot.h"
#include "analyses/explain/pool_words.h"
#include "analyses/explain/tree_form.h"

namespace rampart {
namespace {

void tell_counts(CauseDraft& cause, const Story& story) {
  const DeviceTree& tree = story.board()->tree;
  const CellWidths root = root_widths(tree);
  cause.detail(
      {"/reserved-memory has #address-cells/#size-cells {0}/{1}, the root {2}/{3}: none of its {4} regions "
       "is made",
       "/reserved-memory 的 #address-cells/#size-cells 为 {0}/{1}，而根节点为 {2}/{3}：其中 {4} 个区域全部失效"},
      *tree.reserved->counts.address, *tree.reserved->counts.size, root.address, root.size,
      tree.reserved->nodes.size());
  cause.remedy(
      {"in /reserved-memory write #address-cells = <{0}> and #size-cells = <{1}>, and every reg, size and "
       "alloc-ranges below it with {0} cells for an address and {1} for a size",
       "在 /reserved-memory 中写 #address-cells = <{0}> 和 #size-cells = <{1}>，其下所有 reg、size、alloc-ranges "
       "都按地址 {0} 个单元、大小 {1} 个单元书写"},
      root.address, root.size);
  tell_read_tree(cause, story);
}

void explain_counts(const Story& story, CauseReport& report) {
  const TreeFault fault = tree_fault(story);
  const bool told = story.has(LogFact::TreeNotUsed);
  if (fault == TreeFault::OtherCells ? !told && tells_early_boot(story) : !told || fault != TreeFault::None) return;
  const bool is_sure = fault == TreeFault::OtherCells && (told || !story.has_log());
  CauseDraft cause = report.add(is_sure ? Confidence::Certain : Confidence::Likely,
                                {"the kernel does not read /reserved-memory: its cells are not the root's",
                                 "内核没有读取 /reserved-memory：其单元数与根节点不一致"});
  tell_unread_tree(cause, story);
  cause.fact("cells_equal_to_root", false);
  if (fault == TreeFault::OtherCells) tell_counts(cause, story);
}

/// A node of the board and the property in it that is no whole number of entries.
struct BadProperty {
  const ReservedNode* node = nullptr;
  std::string_view name;
  std::size_t cells = 0;
};

BadProperty bad_property(const Story& story) {
  const CheckInput* const input = story.board_input();
  if (input == nullptr || !input->widths || input->has_foreign_cells) return {};
  const CellWidths cells = *input->widths;
  for (const CheckedNode& node : input->nodes) {
    const ReservedNode& one = *node.node;
    if (one.reg && !is_whole(*one.reg, cells)) return {&one, "reg", one.reg->cells.size()};
    if (one.reg || !one.size) continue;
    if (one.size->byte_length != 4 * cells.size) return {&one, "size", one.size->cells.size()};
    if (one.alignment && one.alignment->byte_length != 4 * cells.address) {
      return {&one, "alignment", one.alignment->cells.size()};
    }
    if (one.alloc_ranges && !is_whole(*one.alloc_ranges, cells)) {
      return {&one, "alloc-ranges", one.alloc_ranges->cells.size()};
    }
  }
  return {};
}

void tell_bad_property(CauseDraft& cause, const Story& story, const BadProperty& bad) {
  const CellWidths cells = *story.board_input()->widths;
  cause.at({bad.node->where, bad.node->path})
      .fact("node_address_cells", std::uint64_t{cells.address})
      .fact("node_size_cells", std::uint64_t{cells.size})
      .fact(bad.name == "reg" ? "reg_cells" : "property_cells", std::uint64_t{bad.cells});
  cause.detail({"{0} of {1} has {2} cells; /reserved-memory counts {3} for an address and {4} for a size",
                "{1} 的 {0} 有 {2} 个单元；/reserved-memory 规定地址 {3} 个、大小 {4} 个单元"},
               bad.name, bad.node->name, bad.cells, cells.address, cells.size);
  cause.remedy({"write {0} of {1} with {2} cells for each address and {3} for each size",
                "{1} 的 {0} 应按每个地址 {2} 个单元、每个大小 {3} 个单元书写"},
               bad.name, bad.node->name, cells.address, cells.size);
}

/// A property that is no whole number of entries: its node is left out, the others are made. From 6.19 on without a
/// line.
void explain_property(const Story& story, CauseReport& report) {
  const Clue* const line = story.first(LogFact::NodeMalformed);
  const BadProperty bad = bad_property(story);
  const bool is_silent = story.board_input() != nullptr && story.board_input()->behaviour.bad_length_is_absent;
  if (line == nullptr && (bad.node == nullptr || (tells_early_boot(story) && !is_silent))) return;
  const std::string region = line != nullptr ? line->event.name : bad.node->name;
  const std::string property{line != nullptr ? std::string_view{line->event.other} : bad.name};
  CauseDraft cause = report.certain(
      {"{0} is left out: its {1} has the wrong number of cells", "{0} 被忽略：其 {1} 的单元数不对"}, region, property);
  cause.region(region).fact("region_name", region).fact("property", property);
  if (line != nullptr) {
    cause.evidence_of(story.clues(LogFact::NodeMalformed));
    cause.remedy({"write {1} of {0} with as many cells as #address-cells and #size-cells of /reserved-memory say",
                  "{0} 的 {1} 应按 /reserved-memory 的 #address-cells 和 #size-cells 书写单元数"},
                 region, property);
  }
  if (bad.node != nullptr && bad.node->name == region) tell_bad_property(cause, story, bad);
  tell_driver_error(cause, story);
  tell_default_pool(cause, story);
  follow_lost_region(cause, story);
  follow_refused_requests(cause, story);
}

void explain(const Story& story, CauseReport& report) {
  explain_counts(story, report);
  explain_property(story, report);
}

}  // namespace

extern const CauseRule cells_mismatch_cause{
    .id = "cells-mismatch",
    .cause_class = "cells_mismatch",
    .severity = Severity::Error,
    .title = {"/reserved-memory counts cells in another way than the root, or a property in another than it",
              "/reserved-memory 的单元数与根节点不一致，或某属性的单元数与它不一致"},
    .explanation =
        {"The kernel reads /reserved-memory only if its #address-cells and #size-cells are there and equal to the "
         "root's. Otherwise it prints `unsupported node format, ignoring`, reserves none of the regions, and goes on "
         "with the default CMA pool of the command line or the build. Boot loaders that write the node themselves "
         "fall for it too.\n\n"
         "A single property of a wrong length costs its own node only: `invalid reg property in ..., skipping "
         "node`; from 6.19 on it is passed over without a line.\n\n"
         "Told by the tree from a /reserved-memory that lacks `ranges` or a count, of which the kernel says the same.",
         "只有当 /reserved-memory 写有 #address-cells 和 #size-cells 且与根节点相同时，内核才会读取它；否则打印 "
         "`unsupported node format, ignoring`，一个区域都不保留，只使用命令行或编译配置的默认 CMA 池。"
         "由引导程序自己生成该节点时也常犯此错。\n\n"
         "单个属性长度不对只影响所在节点：`invalid reg property in ..., skipping node`；自 6.19 起不再打印。\n\n"
         "缺少 `ranges` 或单元数属性时内核的报错相同，需看设备树区分。"},
    .remedy = {"give /reserved-memory the #address-cells and #size-cells of the root and a `ranges;`, and write its "
               "children with them",
               "让 /reserved-memory 的 #address-cells、#size-cells 与根节点相同并写上 `ranges;`，子节点按此书写"},
    .explain = explain,
};

}  // namespace rampart
