#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <rampart/model/range_set.h>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/shortage_words.h"

namespace rampart {
namespace {

/// How full a vendor's pool is, as far as a dump or a program tells.
struct PoolUse {
  std::string allocator;  ///< `MMZ`, `CMM`, `ION`.
  std::optional<Bytes> total{};
  std::optional<Bytes> free{};
  std::optional<Bytes> largest_free{};
  std::vector<const Clue*> clues{};
};

Bytes longest(const RangeSet& free) {
  Bytes most;
  for (const PhysRange& run : free.ranges()) most = std::max(most, run.size());
  return most;
}

/// What the blocks of a dump leave of its zones; nothing without both.
std::optional<RangeSet> free_of_dump(const Story& story) {
  const auto ranges = [&](LogFact what) {
    std::vector<PhysRange> all;
    for (const Clue* const clue : story.clues(what)) {
      if (const auto range = range_of(clue->event)) all.push_back(*range);
    }
    return RangeSet{std::move(all)};
  };
  const RangeSet zones = ranges(LogFact::VendorZone);
  const RangeSet blocks = ranges(LogFact::VendorBlock);
  return zones.empty() || blocks.empty() ? std::nullopt : std::optional{zones.without(blocks)};
}

/// Of a running system: its fullest pool.
std::optional<PoolUse> use_of_system(const Story& story) {
  std::optional<PoolUse> fullest;
  for (const VendorPool& pool : story.vendor_pools()) {
    if (!pool.total || !pool.used) continue;
    const Bytes free = saturating_sub(*pool.total, *pool.used);
    if (fullest && *fullest->free <= free) continue;
    fullest = {.allocator = pool.vendor, .total = pool.total, .free = free};
    if (pool.free_runs) fullest->largest_free = longest(RangeSet{*pool.free_runs});
  }
  return fullest;
}

PoolUse use_of_log(const Story& story) {
  PoolUse use;
  if (const Clue* const zone = story.first(LogFact::VendorZone)) use.allocator = zone->event.name;
  if (const Clue* const totals = story.last(LogFact::VendorTotals); totals != nullptr) {
    use.total = totals->event.size;
    if (totals->event.amounts.size() == 2) use.free = kib(totals->event.amounts[1]);
    use.clues.push_back(totals);
  }
  for (const Clue* const heap : story.clues(LogFact::VendorHeap)) {
    const auto& amounts = heap->event.amounts;
    if (amounts.size() != 2) continue;
    const Bytes free = saturating_sub({amounts[0]}, {amounts[1]});
    if (use.free && *use.free <= free) continue;
    use = {.allocator = "ION", .total = Bytes{amounts[0]}, .free = free, .largest_free = {}, .clues = {heap}};
  }
  for (const Clue* const left : story.clues(LogFact::VendorFree)) {
    if (left->event.name != "MMZ") continue;
    use.allocator = "MMZ";
    use.free = left->event.size;
    use.clues = {left};
  }
  if (const auto free = free_of_dump(story); free && !use.largest_free) {
    use.largest_free = longest(*free);
    if (!use.free) use.free = free->size();
  }
  return use;
}

bool is_known(const PoolUse& use) { return use.free || use.largest_free; }

/// Enough is free, but not in one run.
bool is_fragmented(const PoolUse& use, std::optional<Bytes> requested) {
  if (!use.free || !use.largest_free) return false;
  if (requested) return *use.largest_free < *requested && *requested <= *use.free;
  return use.total && use.free->value >= use.total->value / 4 && use.largest_free->value < use.free->value / 4;
}

/// What the calls said: `ERR_VB_NOMEM`.
std::vector<FactScalar> errors(const std::vector<const Clue*>& lines) {
  std::vector<FactScalar> names;
  for (const Clue* const line : lines) {
    if (!line->event.name.contains("ERR")) continue;
    const FactScalar name{line->event.name + "_NOMEM"};
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

/// Where the size of a pool is written.
Text place_of_size(const std::string& allocator) {
  if (allocator == "MMZ") {
    return {
        "the zone: mmz=anonymous,0,START,SIZE of the load script, with mem= as much smaller; or, where it lies in "
        "CMA, the size of the linux,cma-default node or CONFIG_CMA_SIZE_MBYTES. Let the memory node describe all "
        "RAM of the board",
        "媒体区：加载脚本中的 mmz=anonymous,0,起点,大小，并相应减小 mem=；若它位于 CMA，则为 linux,cma-default 节点的 "
        "size 或 CONFIG_CMA_SIZE_MBYTES。memory 节点应描述全部 RAM"};
  }
  if (allocator == "CMM" || allocator == "Axera") {
    return {"CMM: maix_memory_cmm in /boot/configs, or cmmpool= of ax_cmm with mem= as much smaller",
            "CMM：/boot/configs 的 maix_memory_cmm，或 ax_cmm 的 cmmpool=，并相应减小 mem="};
  }
  if (allocator == "rmem") {
    return {"rmem= on the kernel's command line, with mem= as much smaller", "内核命令行的 rmem=，并相应减小 mem="};
  }
  return {"the size of its node in /reserved-memory (ION_SIZE of the image's memory map)",
          "它在 /reserved-memory 中节点的 size（映像内存布局中的 ION_SIZE）"};
}

void tell_remedy(CauseDraft& cause, const Story& story, const PoolUse& use, std::optional<Bytes> requested) {
  const std::string_view where = place_of_size(use.allocator).in(story.language());
  if (!use.total) {
    cause.remedy({"enlarge {0}; or ask for less: fewer or smaller buffers, a lower resolution",
                  "增大{0}；或减少请求：更少或更小的缓冲区、更低的分辨率"},
                 where);
    return;
  }
  const Bytes more = std::max(requested.value_or(Bytes{}), Bytes{use.total->value / 2});
  const Bytes size = rounded_up(saturating_add(*use.total, more), mib(16));
  cause.fact("suggested_pool_bytes", size);
  cause.remedy({"enlarge it to {0} ({1:#x}): {2}; or ask for less: fewer or smaller buffers",
                "把它增大到 {0}（{1:#x}）：{2}；或减少请求：更少或更小的缓冲区"},
               size_text(size), size.value, where);
}

void explain(const Story& story, CauseReport& report) {
  const auto refused = story.clues(LogFact::VendorNoMemory);
  if (refused.empty()) return;
  const std::vector<const Clue*> lines{refused.begin(), refused.end()};
  PoolUse use = use_of_log(story);
  if (!is_known(use)) use = use_of_system(story).value_or(use);
  if (use.allocator.empty())
    use.allocator = lines.front()->event.name.contains("ERR") ? "MMZ" : lines.front()->event.name;
  std::optional<Bytes> requested;
  for (const Clue* const line : lines) requested = std::max(requested, line->event.size);

  const bool is_in_pieces = is_fragmented(use, requested);
  const bool has_room = requested && use.largest_free && *use.largest_free >= *requested;
  const Confidence confidence = has_room        ? Confidence::Possible
                                : is_known(use) ? Confidence::Certain
                                                : Confidence::Likely;
  CauseDraft cause = report.add(confidence,
                                is_in_pieces ? Text{"{0} has no free run that is long enough", "{0} 没有足够长的空闲段"}
                                             : Text{"{0} is used up", "{0} 已用尽"},
                                use.allocator);
  cause.evidence_of(use.clues).evidence_of(lines);
  cause.fact("allocator", use.allocator).fact("requested_bytes", requested);
  cause.fact("pool_size_bytes", use.total).fact("free_bytes", use.free).fact("largest_free_bytes", use.largest_free);
  if (use.free) cause.fact("free_after_alloc_kib", use.free->value >> 10);
  if (auto names = errors(lines); !names.empty()) cause.fact("errors", FactValue{std::move(names)});
  if (const StoryPool* const pool = story.default_pool(); pool != nullptr && pool->size && !pool->is_from_tree) {
    cause.evidence(pool->clue).fact("cma_config_mib", pool->size->value >> 20);
  }
  if (use.free && use.total) {
    cause.detail({"{0} of {1} is left", "剩余 {0}，共 {1}"}, size_text(*use.free), size_text(*use.total));
  } else if (use.free) {
    cause.detail({"{0} is left once the program has what it asked for first", "程序完成首批分配后仅剩 {0}"},
                 size_text(*use.free));
  }
  tell_remedy(cause, story, use, requested);
}

}  // namespace

extern const CauseRule vendor_pool_exhausted_cause{
    .id = "vendor-pool-exhausted",
    .cause_class = "vendor_pool_exhausted",
    .severity = Severity::Error,
    .title = {"a vendor's media pool is used up", "厂商媒体内存池已用尽"},
    .explanation =
        {"Video buffers and models come from a pool of the vendor's own allocator (MMZ, CMM, ION), which the kernel's "
         "free memory does not help: its size was set when the board was laid out. A call that finds no run there "
         "fails with NOMEM although `free` shows plenty.\n\n"
         "`rampart cma list` and the allocator's own dump (/proc/media-mem, /proc/ax_proc/mem_cmm_info, "
         "/sys/kernel/debug/ion) show who holds it.",
         "视频缓冲区和模型来自厂商自己的分配器（MMZ、CMM、ION）的池，内核的空闲内存帮不上忙：其大小在规划板级内存时就已"
         "确定。"
         "即使 `free` 显示充裕，池中找不到空闲段的调用仍会以 NOMEM 失败。\n\n"
         "`rampart cma list` "
         "与分配器自己的信息（/proc/media-mem、/proc/ax_proc/mem_cmm_info、/sys/kernel/debug/ion）显示占用者。"},
    .remedy = {"enlarge the pool, or ask for fewer buffers", "增大该池，或减少缓冲区"},
    .explain = explain,
};

}  // namespace rampart
