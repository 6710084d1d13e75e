#include <algorithm>
#include <optional>
#include <string>

#include "analyses/explain/aftermath.h"
#include "analyses/explain/cause_rule.h"
#include "analyses/explain/early_boot.h"
#include "analyses/explain/pool_words.h"
#include "analyses/explain/shortage.h"
#include "base/size_text.h"
#include "sources/memory_parameters.h"

namespace rampart {
namespace {

/// The tree's default pool, as far as the board tells.
struct Replaced {
  std::string name;  ///< Empty where the kernel does not say.
  std::optional<Bytes> size{};
  std::optional<PhysRange> range{};
  const ReservedNode* node = nullptr;
};

std::optional<Replaced> replaced_pool(const Story& story) {
  const Clue* const bypassed = story.first(LogFact::NodeBypassed);
  const bool is_told = bypassed != nullptr || story.has(LogFact::DefaultSkipped);
  const bool is_predicted = !story.board_findings("cmdline-bypasses-tree").empty() && !tells_early_boot(story) &&
                            story.board_input()->behaviour.default_node != KernelBehaviour::DefaultNode::TreeWins;
  if (!is_told && !is_predicted) return std::nullopt;
  Replaced replaced{bypassed != nullptr ? bypassed->event.name : ""};
  for (const TreePool& pool : tree_pools(story)) {
    if (replaced.name.empty() ? !pool.node->cma_default : pool.node->name != replaced.name) continue;
    replaced = {pool.node->name, pool.range ? pool.range->size() : pool.size, pool.range, pool.node};
    break;
  }
  return replaced;
}

FactObject place_fact(const std::optional<PhysRange>& range, Bytes size) {
  FactObject object;
  if (range) object.emplace_back("base", range->base().value);
  object.emplace_back("size_bytes", size.value);
  return object;
}

/// The pool that `cma=` made; of size 0 if it asked for none.
struct Replacement {
  std::optional<Bytes> size{};
  std::optional<PhysRange> range{};
  const Clue* line = nullptr;
};

Replacement replacement(const Story& story) {
  const auto asked = memory_parameters(story.command_line()).cma;
  const StoryPool* const pool = story.pool("reserved");
  if (pool != nullptr && pool->size) return {pool->size, pool->range, pool->clue};
  if (!asked) return {};
  return {asked->size, asked->base ? PhysRange::make(*asked->base, asked->size) : std::nullopt, nullptr};
}

/// True if a request failed that the pool of the tree would have served.
bool did_harm(const Story& story, const Replaced& before, const Replacement& after) {
  const bool has_none = after.size == Bytes{0};
  if (has_none) return story.has(LogFact::DriverAllocFailed) || story.has(LogFact::HeapMissing);
  if (!before.size || !after.size || *before.size <= *after.size) return false;
  return std::ranges::any_of(
      shortages(story), [&](const Shortage& one) { return one.is_of_default_pool() && one.requested <= *before.size; });
}

void tell_remedy(CauseDraft& cause, const Replaced& before, const Replacement& after) {
  const std::string name = before.name.empty() ? "linux,cma" : before.name;
  if (after.size && after.size->value != 0) {
    cause.remedy(
        {"size the pool in one place: remove cma= from the command line and set size = {1:#x} in {0}, or keep "
         "cma= and remove the node (its alloc-ranges do not count beside cma=)",
         "池的大小只在一处设定：从命令行去掉 cma=，在 {0} 中写 size = {1:#x}；或保留 cma= 并删去该节点（有 cma= 时"
         "其 alloc-ranges 不起作用）"},
        name, std::max(*after.size, before.size.value_or(Bytes{})).value);
  } else {
    cause.remedy({"remove cma= from the command line, so that {0} is the default pool again",
                  "从命令行去掉 cma=，使 {0} 重新成为默认池"},
                 name);
  }
}

void explain(const Story& story, CauseReport& report) {
  const auto before = replaced_pool(story);
  if (!before) return;
  const Replacement after = replacement(story);
  CauseDraft cause = report.certain({"cma= on the command line takes the place of {0}", "命令行的 cma= 取代了 {0}"},
                                    before->name.empty() ? "linux,cma" : before->name);
  cause.evidence_of(story.clues(LogFact::NodeBypassed)).evidence_of(story.clues(LogFact::DefaultSkipped));
  cause.evidence(after.line).evidence(story.command_line_clue()).region(before->name);
  for (const Clue* const line : story.clues(LogFact::NodeFailed)) {
    if (line->event.name == before->name || before->name.empty()) cause.follows(line);
  }
  if (before->node != nullptr) cause.at({before->node->where, before->node->path});
  if (!before->name.empty()) cause.fact("pool_name", before->name);
  if (before->size) cause.fact("pool_before", place_fact(before->range, *before->size));
  if (after.size) cause.fact("pool_after", place_fact(after.range, *after.size));
  if (const Parameter* const cma = story.parameter("cma")) {
    cause.fact("cmdline", "cma" + (cma->value ? '=' + *cma->value : std::string{}));
  }
  if (before->size && after.size) {
    cause.detail({"the tree has {0}, cma= makes it {1}", "设备树为 {0}，cma= 使其变为 {1}"}, size_text(*before->size),
                 size_text(*after.size));
  } else if (after.size) {
    cause.detail({"the default pool is the {0} of cma=; what the node says of size and place does not count",
                  "默认池为 cma= 指定的 {0}；节点中的大小和位置都不起作用"},
                 size_text(*after.size));
  }
  tell_remedy(cause, *before, after);
  if (before->node != nullptr && story.has_log()) {
    tell_predicted(cause, story, before->name, [](BootSetup& setup) { set_parameter(setup, "cma", std::nullopt); });
  }
  if (!did_harm(story, *before, after)) return;
  cause.severity(Severity::Error);
  follow_lost_region(cause, story);
  follow_refused_requests(cause, story);
}

}  // namespace

extern const CauseRule cmdline_overrides_dt_cause{
    .id = "cmdline-overrides-dt",
    .cause_class = "cmdline_overrides_dt",
    .severity = Severity::Warning,
    .title = {"cma= on the command line replaces the default pool of the device tree",
              "命令行的 cma= 取代了设备树的默认池"},
    .explanation =
        {"Both `cma=` and a node with linux,cma-default ask for the default CMA pool. From 5.6 on the command line "
         "wins: "
         "the node is bypassed, its memory freed, and its size and alloc-ranges do not count, so that the pool may lie "
         "where a device cannot reach it. The `compatible matching fail` that follows is a consequence. `cma=0` leaves "
         "no default pool at all. Up to 5.5 the tree wins, and `cma=` is ignored without a message.",
         "`cma=` 和带 linux,cma-default 的节点都指定默认 CMA 池。自 5.6 起命令行优先：节点被跳过、其内存被释放，大小和 "
         "alloc-ranges 都不起作用，池可能落到设备访问不到的地方。随后的 `compatible matching fail` 只是结果。`cma=0` "
         "则完全"
         "没有默认池。5.5 及以前设备树优先，`cma=` 被忽略且没有任何消息。"},
    .remedy = {"remove cma= from the command line, or the node from the tree: size the pool in one place only",
               "从命令行去掉 cma=，或从设备树删去该节点：池的大小只在一处设定"},
    .explain = explain,
};

}  // namespace rampart
