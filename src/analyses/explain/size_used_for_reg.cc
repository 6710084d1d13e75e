#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyses/check/check_input.h"
#include "analyses/explain/aftermath.h"
#include "analyses/explain/early_boot.h"
#include "analyses/explain/log_layout.h"
#include "analyses/explain/pool_words.h"
#include "base/size_text.h"
#include "sources/unit_address.h"

namespace rampart {
namespace {

/// A region that the kernel put elsewhere than its name says.
struct Misplaced {
  std::string name;
  std::uint64_t intended;
  PhysRange actual;
  const Clue* line = nullptr;         ///< Null if the prediction tells it.
  const CheckedNode* node = nullptr;  ///< Null without a board.
};

/// Whether the address of a name is one that somebody wants a region at. Many names have only a number in its place.
bool is_address(std::uint64_t value) { return value >= mib(1).value && value % kib(4).value == 0; }

std::vector<Misplaced> misplaced_in_log(const Story& story) {
  std::vector<Misplaced> all;
  for (const LogRegion& region : regions_of_log(story)) {
    const auto intended = unit_address(region.name);
    if (!intended || !is_address(*intended) || *intended == region.range.base().value) continue;
    const CheckedNode* const node = checked_node(story, region.name);
    if (story.board_input() != nullptr && (node == nullptr || !node->is_dynamic)) continue;  // only its name is wrong
    const bool is_told = std::ranges::find(all, region.name, &Misplaced::name) != all.end();
    if (!is_told) all.push_back({region.name, *intended, region.range, region.clue, node});
  }
  return all;
}

/// Where the log does not say where the regions lie.
std::vector<Misplaced> misplaced_on_board(const Story& story) {
  std::vector<Misplaced> all;
  if (story.prediction() == nullptr || tells_early_boot(story)) return all;
  for (const PredictedRegion& region : story.prediction()->regions) {
    const auto intended = unit_address(region.name);
    const CheckedNode* const node = checked_node(story, region.name);
    if (!region.is_dynamic || !intended || node == nullptr || *intended == region.range.base().value) continue;
    all.push_back({region.name, *intended, region.range, nullptr, node});
  }
  return all;
}

/// The pool that then found no room, as the log or else the prediction tells.
struct FailedPool {
  std::string name;
  std::optional<Bytes> size;
};

std::optional<FailedPool> failed_pool(const Story& story, const std::string& but_for) {
  for (const Clue* const line : story.clues(LogFact::NodeNotAllocated)) {
    if (line->event.name != but_for) return FailedPool{line->event.name, line->event.size};
  }
  if (story.has_log() || story.prediction() == nullptr) return std::nullopt;
  for (const RefusedRegion& refused : story.prediction()->failed) {
    const CheckedNode* const node = checked_node(story, refused.name);
    if (refused.reason == "alloc_fail" && refused.name != but_for && node != nullptr) {
      return FailedPool{refused.name, node->size};
    }
  }
  return std::nullopt;
}

/// A place for the region that leaves the failed pool its room: as intended, else where the pool's alloc-ranges end.
std::uint64_t place_beside(const Story& story, const Misplaced& one, const std::optional<FailedPool>& pool) {
  const CheckedNode* const node = pool ? checked_node(story, pool->name) : nullptr;
  if (node == nullptr) return one.intended;
  std::vector<std::uint64_t> places{one.intended};
  for (const RegEntry& window : alloc_ranges_of(*story.board_input(), *node)) {
    if (window.base && window.size) places.push_back(*window.base + *window.size);
  }
  for (const std::uint64_t place : places) {
    const auto range = PhysRange::make({place}, one.actual.size());
    if (!range || !lies_in_ram(*story.board_input(), *range)) continue;
    const auto after = story.predicted_after([&](BootSetup& setup) { set_reg(setup, one.name, *range); });
    if (after && std::ranges::find(after->failed, pool->name, &RefusedRegion::name) == after->failed.end()) {
      return place;
    }
  }
  return one.intended;
}

void tell_remedy(CauseDraft& cause, const Story& story, const Misplaced& one, const std::optional<FailedPool>& pool) {
  const std::uint64_t place = place_beside(story, one, pool);
  const Bytes size = one.actual.size();
  if (place == one.intended) {
    cause.remedy({"in {0} write reg with base {1:#x} and size {2:#x}, and remove size and alloc-ranges",
                  "在 {0} 中写 reg，起点 {1:#x}、大小 {2:#x}，并删去 size 和 alloc-ranges"},
                 one.name, place, size.value);
  } else {
    cause.remedy(
        {"in {0} write reg with base {1:#x} and size {2:#x}, which leaves {3} its room (at {4:#x} it would not), "
         "and remove size and alloc-ranges",
         "在 {0} 中写 reg，起点 {1:#x}、大小 {2:#x}，这样 {3} 才放得下（放在 {4:#x} 则不行），并删去 size 和 "
         "alloc-ranges"},
        one.name, place, size.value, pool->name, one.intended);
  }
  if (one.node == nullptr) return;
  tell_predicted(cause, story, pool ? pool->name : one.name,
                 [&](BootSetup& setup) { set_reg(setup, one.name, *PhysRange::make({place}, size)); });
}

/// How sure it is. Without the tree a region whose name is simply wrong looks the same, but for one that ends where its
/// name says that it begins: there the address was given as the limit, and no other reading fits both numbers.
Confidence confidence_of(const Misplaced& one) {
  const bool ends_there = one.actual.last().value + 1 == one.intended;
  return one.node != nullptr || ends_there ? Confidence::Certain : Confidence::Possible;
}

void tell(CauseReport& report, const Story& story, const Misplaced& one) {
  const Confidence confidence = confidence_of(one);
  CauseDraft cause = report.add(
      confidence,
      {"{0} is not where its name says: the kernel chose its place", "{0} 不在其名字所写的地址：位置由内核选择"},
      one.name);
  if (confidence == Confidence::Possible) cause.severity(Severity::Warning);
  cause.evidence(one.line).region(one.name);
  for (const LogFact what : {LogFact::NodeInitialized, LogFact::RegionLine}) {
    for (const Clue* const line : story.clues(what)) {
      if (line->event.name == one.name) cause.evidence(line);
    }
  }
  if (one.node != nullptr) cause.at({one.node->node->where, one.node->node->path});
  cause.fact("region_name", one.name)
      .fact("intended_base", one.intended)
      .fact("actual_base", one.actual.base().value)
      .fact("region_size_bytes", one.actual.size());
  const auto pool = failed_pool(story, one.name);
  if (pool && confidence != Confidence::Possible) {
    cause.region(pool->name).fact("failed_pool", pool->name).fact("failed_pool_bytes", pool->size);
    cause.follows_of(story.clues(LogFact::NodeNotAllocated)).follows_of(story.clues(LogFact::NodeFailed));
    follow_lost_region(cause, story);
    follow_refused_requests(cause, story);
  }
  cause.detail(
      {"{0} of {1} lie at {2:#x}, the name says {3:#x}: size means anywhere in alloc-ranges, mostly at their end",
       "{1} 的 {0} 位于 {2:#x}，名字却写 {3:#x}：size 表示 alloc-ranges 内任意位置，通常靠近末尾"},
      size_text(one.actual.size()), one.name, one.actual.base().value, one.intended);
  tell_remedy(cause, story, one, pool);
}

void explain(const Story& story, CauseReport& report) {
  for (const Misplaced& one : misplaced_in_log(story)) tell(report, story, one);
  for (const Misplaced& one : misplaced_on_board(story)) tell(report, story, one);
}

}  // namespace

extern const CauseRule size_used_for_reg_cause{
    .id = "size-used-for-reg",
    .cause_class = "size_used_for_reg",
    .severity = Severity::Error,
    .title = {"a region that has to lie at its address has size instead of reg",
              "需要固定地址的区域用了 size 而不是 reg"},
    .explanation =
        {"A node with size and without reg is placed by the kernel: anywhere in alloc-ranges, mostly from their end "
         "down. The address in its name means nothing. Whoever counts on that address, a remote core or an RTOS, finds "
         "other memory there; and the region may split the window of a pool, which then is not made.\n\n"
         "Told by the tree from a static region whose name is merely wrong.",
         "只有 size 而没有 reg 的节点由内核安排位置：alloc-ranges "
         "内任意处，通常从末尾往下。名字里的地址不起作用。依赖该"
         "地址的一方（远程核、RTOS）会用到别人的内存；该区域还可能把某个池的窗口切断，使那个池建立失败。\n\n"
         "仅仅名字写错的静态区域现象相似，需看设备树区分。"},
    .remedy = {"write reg with the address and the size, and remove size and alloc-ranges",
               "写 reg（地址和大小），删去 size 和 alloc-ranges"},
    .explain = explain,
};

}  // namespace rampart
