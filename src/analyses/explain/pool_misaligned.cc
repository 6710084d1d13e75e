#include "analyses/explain/cause_rule.h"
#include "analyses/explain/pool_words.h"
#include "analyses/explain/shortage_words.h"

namespace rampart {
namespace {

/// A pool of the tree whose base or size is off the granule.
struct Misaligned {
  const ReservedNode* node;
  PhysRange range;
};

std::vector<Misaligned> misaligned_nodes(const Story& story) {
  std::vector<Misaligned> found;
  for (const TreePool& pool : tree_pools(story)) {
    if (!pool.range) continue;
    const std::uint64_t granule = story.granule().value;
    const bool is_off = pool.range->base().value % granule != 0 || pool.range->size().value % granule != 0;
    if (is_off) found.push_back({pool.node, *pool.range});
  }
  return found;
}

void tell_node(CauseDraft& cause, const Story& story, const Misaligned& one) {
  const std::uint64_t granule = story.granule().value;
  const bool base_aligned = one.range.base().value % granule == 0;
  const bool size_aligned = one.range.size().value % granule == 0;
  const std::uint64_t size = rounded_up(one.range.size(), story.granule()).value;
  const std::uint64_t base = one.range.base().value / granule * granule;
  cause.region(one.node->name)
      .at({one.node->where, one.node->path})
      .fact("pool_name", one.node->name)
      .fact("pool_base", one.range.base().value)
      .fact("pool_size_bytes", one.range.size())
      .fact("base_aligned", base_aligned)
      .fact("size_aligned", size_aligned);
  cause.detail({"{0} is {1} at {2:#x}; a pool of CMA begins and ends on a multiple of {3}",
                "{0} 为 {1}，位于 {2:#x}；CMA 池的起点和大小都必须是 {3} 的倍数"},
               one.node->name, size_text(one.range.size()), one.range.base().value, size_text(story.granule()));
  cause.remedy(
      {"in {0} set reg to base {1:#x} and size {2:#x}; or drop `reusable` and write `no-map`, if nobody else "
       "is to use this memory",
       "把 {0} 的 reg 改为起点 {1:#x}、大小 {2:#x}；若这块内存不与他人共用，也可去掉 `reusable` 改写 `no-map`"},
      one.node->name, base, size);
  tell_predicted(cause, story, one.node->name, *PhysRange::make({base}, {size}));
}

void explain(const Story& story, CauseReport& report) {
  std::vector<const Clue*> lines;
  for (const LogFact what : {LogFact::CmaNodeMisaligned, LogFact::CmaBaseMisaligned}) {
    const auto all = story.clues(what);
    lines.insert(lines.end(), all.begin(), all.end());
  }
  const std::vector<Misaligned> nodes = misaligned_nodes(story);
  if (lines.empty() && (nodes.empty() || story.has_log())) return;

  CauseDraft cause =
      report.certain({"a pool was refused: it is off the granule of CMA", "池被拒绝：未按 CMA 粒度对齐"});
  Bytes granule = story.granule();
  for (const Clue* const line : lines) {
    if (line->event.what == LogFact::CmaBaseMisaligned && line->event.size) granule = *line->event.size;
  }
  cause.evidence_of(lines)
      .follows_of(story.clues(LogFact::CmaNotSetUp))
      .follows_of(story.clues(LogFact::NodeFailed))
      .follows_of(story.clues(LogFact::RegionNotAssigned))
      .follows_of(story.clues(LogFact::ProbeFailed));
  cause.fact("required_alignment_bytes", granule);
  if (!nodes.empty()) tell_node(cause, story, nodes.front());
  tell_driver_error(cause, story);
  tell_default_pool(cause, story);
}

}  // namespace

extern const CauseRule pool_misaligned_cause{
    .id = "pool-misaligned",
    .cause_class = "pool_misaligned",
    .severity = Severity::Error,
    .title = {"a reusable pool is off the granule of CMA", "reusable 池未按 CMA 粒度对齐"},
    .explanation =
        {"The kernel gives out the memory of a reusable pool in whole pageblocks; base and size have to be multiples "
         "of "
         "that granule: 4 MiB with 4 KiB pages up to 5.17, a pageblock (2 MiB with huge pages) since, 512 MiB with "
         "64 KiB pages up to 5.17. A pool that is not is refused whole, its devices get the default pool or none, and "
         "their drivers fail with -22.",
         "内核按整个 pageblock 使用 reusable 池，起点和大小都必须是该粒度的倍数：4 KiB 页且 5.17 及以前为 4 "
         "MiB，之后为一个 "
         "pageblock（有大页时 2 MiB）；64 KiB 页且 5.17 及以前为 512 "
         "MiB。不满足则整个池被拒绝，设备只能用默认池或没有池，"
         "驱动以 -22 失败。"},
    .remedy = {"make base and size multiples of the granule; or drop `reusable` and write `no-map`",
               "把起点和大小改为粒度的倍数；或去掉 `reusable` 改写 `no-map`"},
    .explain = explain,
};

}  // namespace rampart
