#include <algorithm>
#include <string>

#include "analyses/explain/aftermath.h"
#include "analyses/explain/cause_rule.h"
#include "analyses/explain/early_boot.h"
#include "analyses/explain/pool_words.h"

namespace rampart {
namespace {

/// The table of regions.
void explain_regions(const Story& story, CauseReport& report) {
  const auto lines = story.clues(LogFact::TooManyRegions);
  const auto findings = story.board_findings("too-many-regions");
  if (lines.empty() && (findings.empty() || tells_early_boot(story))) return;
  CauseDraft cause = report.certain(
      {"/reserved-memory has more regions than the kernel's table holds", "/reserved-memory 的区域数超过内核表的容量"});
  cause.evidence_of(lines);
  for (const Clue* const line : lines) cause.region(line->event.name);
  if (!lines.empty() && !lines.front()->event.name.empty()) cause.fact("region_name", lines.front()->event.name);
  if (const BootSetup* const board = story.board(); board != nullptr && board->tree.reserved) {
    const ReservedMemory& reserved = *board->tree.reserved;
    const auto count =
        std::ranges::count_if(reserved.nodes, [](const ReservedNode& node) { return is_enabled(node.status); });
    cause.at({reserved.where, reserved.path}).fact("region_count", static_cast<std::uint64_t>(count));
    cause.detail({"the tree has {0} regions; the table has 16, 32 or 64 entries by the kernel's age, and from "
                  "6.12.103 on 64 for those without reg",
                  "设备树有 {0} 个区域；该表的容量视内核新旧为 16、32 或 64，自 6.12.103 起仅对无 reg 的区域限 64 个"},
                 count);
  }
  follow_lost_pools(cause, story);
}

/// The table of CMA areas.
void explain_areas(const Story& story, CauseReport& report) {
  const auto lines = story.clues(LogFact::CmaNoSlots);
  const auto findings = story.board_findings("too-many-pools");
  const bool is_sure = !findings.empty() && findings.front()->severity == Severity::Error;
  if (lines.empty() && (!is_sure || tells_early_boot(story))) return;
  const std::size_t made = story.pools().size();
  const std::size_t wanted = std::max(tree_pools(story).size() + 1, made + std::max<std::size_t>(lines.size(), 1));
  CauseDraft cause = report.add(lines.empty() ? Confidence::Likely : Confidence::Certain,
                                {"there are more CMA pools than the kernel has slots for (CONFIG_CMA_AREAS)",
                                 "CMA 池的数量超过内核的槽位数（CONFIG_CMA_AREAS）"});
  cause.evidence_of(lines).fact("wanted_areas", std::uint64_t{wanted});
  if (!lines.empty()) cause.fact("made_areas", std::uint64_t{made});
  cause.detail({"{0} pools are asked for, the default one included", "共请求 {0} 个池（含默认池）"}, wanted);
  cause.remedy({"build the kernel with CONFIG_CMA_AREAS={0} or more, or let devices share a pool",
                "把内核的 CONFIG_CMA_AREAS 设为 {0} 或更大，或让多个设备共用一个池"},
               wanted);
  follow_lost_pools(cause, story);
}

/// The list of RAM, which each no-map region between ordinary RAM makes longer.
void explain_holes(const Story& story, CauseReport& report) {
  for (const Clue* const panic : story.clues(LogFact::Panic)) {
    if (!panic->event.name.starts_with("memblock: cannot resize")) continue;
    report
        .likely({"so many no-map regions cut RAM into pieces that the kernel's list of them is full",
                 "no-map 区域过多，把 RAM 切得太碎，内核的列表已满"})
        .evidence(panic)
        .remedy(
            {"join no-map regions that touch, to at most 60 apart; or build the kernel with CONFIG_EFI, which makes "
             "the list longer",
             "把相邻的 no-map 区域合并，使彼此分离的不超过 60 个；或打开 CONFIG_EFI，列表会更长"});
  }
}

void explain(const Story& story, CauseReport& report) {
  explain_regions(story, report);
  explain_areas(story, report);
  explain_holes(story, report);
}

}  // namespace

extern const CauseRule too_many_regions_cause{
    .id = "too-many-regions",
    .cause_class = "too_many_regions",
    .severity = Severity::Error,
    .title = {"more regions or pools than the kernel's tables hold", "区域或池的数量超过内核表的容量"},
    .explanation =
        {"The kernel keeps regions in a table of fixed size: 16 entries at first, then 32, then 64; from "
         "6.12.103 on only those without reg are limited, to 64. `not enough space for all defined regions` means that "
         "what comes later in the tree is reserved at most, and never becomes a pool. Areas of CMA have a table of "
         "their own, CONFIG_CMA_AREAS: `Not enough slots for CMA reserved regions!`.",
         "内核用固定大小的表记录区域：最初 16 项，后来 32 项、64 项；自 6.12.103 起只限制没有 reg 的区域，为 64 "
         "个。出现 `not enough space for all defined regions` 时，树中靠后的区域最多只是被保留，不会成为池。CMA "
         "另有自己的表，大小为 CONFIG_CMA_AREAS：`Not enough slots for CMA reserved regions!`。"},
    .remedy = {"join regions that touch and have one owner, and disable those that this board does not use (status = "
               "\"disabled\"); or use a kernel from 6.12.103 on",
               "合并相邻且同属一主的区域，禁用本板不用的区域（status = \"disabled\"）；或改用 6.12.103 及以后的内核"},
    .explain = explain,
};

}  // namespace rampart
