#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/log_layout.h"
#include "analyses/explain/pool_words.h"
#include "base/size_text.h"

namespace rampart {
namespace {

/// The largest of the pools and all of them together.
struct Pools {
  Bytes total;
  Bytes largest;
  std::string name;            ///< Of the largest.
  const Clue* line = nullptr;  ///< The same; null if the prediction tells it.

  void add(const std::string& pool, Bytes size, const Clue* clue) {
    total = saturating_add(total, size);
    if (size <= largest) return;
    largest = size;
    name = pool;
    line = clue;
  }
};

Pools pools_of(const Story& story) {
  Pools pools;
  for (const StoryPool& pool : story.pools()) pools.add(pool.name, pool.size.value_or(Bytes{}), pool.clue);
  if (!story.has_log() && story.prediction() != nullptr) {
    for (const PredictedRegion& region : story.prediction()->regions) {
      if (region.kind == Kind::Cma && region.is_activated) pools.add(region.name, region.range.size(), nullptr);
    }
  }
  const Clue* const memory = story.last(LogFact::MemoryLine);
  if (pools.total.value == 0 && memory != nullptr && memory->event.memory->cma_reserved) {
    pools.add("reserved", *memory->event.memory->cma_reserved, memory);
  }
  return pools;
}

/// The lines of a system that has no memory left for itself.
std::vector<const Clue*> starving(const Story& story) {
  std::vector<const Clue*> lines;
  for (const LogFact what : {LogFact::OutOfMemory, LogFact::PageAllocFailed}) {
    const auto all = story.clues(what);
    lines.insert(lines.end(), all.begin(), all.end());
  }
  for (const Clue* const panic : story.clues(LogFact::Panic)) {
    const std::string& why = panic->event.name;
    if (why.contains("deadlocked on memory") || why.starts_with("Out of memory")) lines.push_back(panic);
  }
  return lines;
}

/// In percent, with one decimal.
double percent(Bytes part, Bytes whole) {
  return std::round(static_cast<double>(part.value) * 1000 / static_cast<double>(whole.value)) / 10;
}

/// A quarter of RAM in whole granules: what most boards do with.
Bytes usual_pool(const Story& story, Bytes ram) {
  return {ram.value / 4 / story.granule().value * story.granule().value};
}

void tell_pool_remedy(CauseDraft& cause, const Story& story, const Pools& pools, Bytes ram) {
  const Bytes size = usual_pool(story, ram);
  cause.fact("corrected_pool_bytes", size);
  const CheckedNode* const node = checked_node(story, pools.name);
  if (node != nullptr || pools.name != "reserved") {
    cause.remedy(
        {"in {0} set size to {1:#x} ({2}), a quarter of RAM, or as much as the devices need; cma={3}M on the "
         "command line does the same for the default pool",
         "把 {0} 的 size 改为 {1:#x}（{2}，RAM 的四分之一）或设备实际所需；对默认池，命令行 cma={3}M 效果相同"},
        pools.name, size.value, size_text(size), size.value >> 20);
    if (node == nullptr || !node->is_dynamic) return;
    tell_predicted(cause, story, pools.name, [&](BootSetup& setup) { set_size(setup, pools.name, size); });
    return;
  }
  cause.remedy({"set cma={0}M on the command line ({1}, a quarter of RAM), or as much as the devices need",
                "把命令行改为 cma={0}M（{1}，RAM 的四分之一）或设备实际所需"},
               size.value >> 20, size_text(size));
}

void explain_pools(const Story& story, CauseReport& report, Bytes ram) {
  const Pools pools = pools_of(story);
  if (pools.total.value <= ram.value / 2 || pools.total >= ram) return;
  const auto victims = starving(story);
  CauseDraft cause = report.likely(
      {"pools take {0} % of RAM, which leaves too little for the system", "池占了 RAM 的 {0} %，留给系统的太少"},
      percent(pools.total, ram));
  // A system that runs well with little may be meant so.
  if (story.has_log() && victims.empty()) cause.severity(Severity::Warning);
  cause.evidence(pools.line).evidence(story.last(LogFact::MemoryLine)).follows_of(victims).region(pools.name);
  if (const ReservedNode* const node = story.board_node(pools.name)) cause.at({node->where, node->path});
  cause.fact("ram_bytes", ram).fact("pool_name", pools.name).fact("pool_size_bytes", pools.largest);
  cause.fact("pool_share_percent", percent(pools.total, ram));
  cause.detail({"RAM is {0}, pools of CMA have {1} of it: only movable pages, such as those of programs and files, may "
                "use them, never the kernel and its drivers",
                "RAM 为 {0}，CMA 池占 {1}：只有可迁移的页（如程序和文件缓存）能借用，内核和驱动不能"},
               size_text(ram), size_text(pools.total));
  tell_pool_remedy(cause, story, pools, ram);
}

/// What the system never gets back, told where it then starves. Without that it may be by design.
void explain_reserved(const Story& story, CauseReport& report) {
  const Clue* const memory = story.last(LogFact::MemoryLine);
  const auto victims = starving(story);
  if (memory == nullptr || victims.empty() || !memory->event.memory->reserved) return;
  const Bytes ram = memory->event.memory->physical;
  const Bytes reserved = *memory->event.memory->reserved;
  if (reserved.value <= ram.value / 2) return;
  CauseDraft cause = report.likely({"reservations take {0} % of RAM, which leaves too little for the system",
                                    "保留区占了 RAM 的 {0} %，留给系统的太少"},
                                   percent(reserved, ram));
  cause.evidence(memory).follows_of(victims);
  cause.fact("ram_bytes", ram).fact("reserved_bytes", reserved).fact("reserved_share_percent", percent(reserved, ram));
  const auto regions = regions_of_log(story);
  const auto largest =
      std::ranges::max_element(regions, {}, [](const LogRegion& region) { return region.range.size(); });
  if (largest == regions.end() || largest->name.empty()) return;
  cause.evidence(largest->clue).region(largest->name).fact("region_name", largest->name);
  cause.fact("region_size_bytes", largest->range.size());
  cause.remedy(
      {"shrink {0}, which has {1}, in its node of /reserved-memory", "在 /reserved-memory 中缩小 {0}（现为 {1}）"},
      largest->name, size_text(largest->range.size()));
}

void explain(const Story& story, CauseReport& report) {
  if (const auto ram = story.ram(); ram && ram->value != 0) explain_pools(story, report, *ram);
  explain_reserved(story, report);
}

}  // namespace

extern const CauseRule reservation_too_big_cause{
    .id = "reservation-too-big",
    .cause_class = "reservation_too_big",
    .severity = Severity::Error,
    .title = {"reservations leave too little RAM for the system", "保留过多，留给系统的 RAM 太少"},
    .explanation =
        {"A pool or carve-out that was sized for a board with more RAM starves the system on one with less. The pages "
         "of a CMA pool are lent to programs and the page cache, but never to the kernel, its drivers and its page "
         "tables, and those of a carve-out to nobody. Out-of-memory kills with much free CMA, or failed allocations of "
         "single pages, follow.\n\n"
         "It is taken for a cause if pools have more than half of RAM, or if carve-outs have and the log shows that "
         "memory ran out. Otherwise it may be by design.",
         "按大内存板型设定的池或保留区，用在小内存板上会使系统缺内存。CMA "
         "池的页会借给程序和页缓存，但内核、驱动和页表用"
         "不到；保留区则谁也用不到。表现为空闲 CMA 很多却触发 OOM，或单页分配失败。\n\n"
         "判定条件：池超过 RAM 的一半；或保留区超过一半且日志显示内存耗尽。否则可能是有意为之。"},
    .remedy = {"make the largest pool or carve-out smaller", "缩小最大的池或保留区"},
    .explain = explain,
};

}  // namespace rampart
