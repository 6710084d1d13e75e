#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "analyses/check/free_memory.h"
#include "analyses/explain/aftermath.h"
#include "analyses/explain/cause_rule.h"
#include "analyses/explain/early_boot.h"
#include "analyses/explain/log_layout.h"
#include "analyses/explain/pool_words.h"
#include "base/size_text.h"

namespace rampart {
namespace {

/// A region that found no place.
struct Unfit {
  std::string name;  ///< `reserved`: the default pool of command line or build.
  std::optional<Bytes> size;
  const Clue* line = nullptr;         ///< Null if the prediction tells it.
  const CheckedNode* node = nullptr;  ///< Of the board.

  bool is_default() const { return node == nullptr && name == "reserved"; }
};

std::vector<Unfit> unfit_in_log(const Story& story) {
  std::vector<Unfit> all;
  for (const Clue* const line : story.clues(LogFact::NodeNotAllocated)) {
    const CheckedNode* const node = checked_node(story, line->event.name);
    const auto told = node != nullptr && node->size ? node->size : line->event.size;
    all.push_back({line->event.name, told, line, node});
  }
  // What else the kernel said of it is another cause's.
  const bool is_other =
      story.has(LogFact::CmaBaseMisaligned) || story.has(LogFact::CmaOverBoundary) || story.has(LogFact::CmaNoSlots);
  if (const Clue* const line = story.first(LogFact::CmaFailed); line != nullptr && !is_other) {
    all.push_back({"reserved", line->event.size, line, nullptr});
  }
  return all;
}

std::vector<Unfit> unfit_on_board(const Story& story) {
  std::vector<Unfit> all;
  const CheckInput* const input = story.board_input();
  if (input == nullptr || !input->ram_is_complete || tells_early_boot(story)) return all;
  for (const RefusedRegion& refused : story.prediction()->failed) {
    const CheckedNode* const node = checked_node(story, refused.name);
    const auto& asked = input->setup.parameters.cma;
    if (refused.reason == "alloc_fail" && node != nullptr) all.push_back({refused.name, node->size, nullptr, node});
    if (refused.reason == "cma_failed" && asked) all.push_back({"reserved", asked->size, nullptr, nullptr});
  }
  return all;
}

/// Where it could have gone: the longest free run, and what lies in the way.
struct Room {
  std::optional<Bytes> longest{};
  std::vector<std::string> others{};
};

Room room_on_board(const Story& story, const CheckedNode& node) {
  const CheckInput& input = *story.board_input();
  Room room{.longest = Bytes{}};
  const RangeSet free = free_after(input, *story.prediction());
  for (const Window& window : windows_of(input, node)) {
    room.longest = std::max(*room.longest, longest_in(free, window));
    for (const PredictedRegion& other : story.prediction()->regions) {
      const bool is_inside = other.range.base().value < window.end && other.range.last().value >= window.low;
      const bool is_told = std::ranges::find(room.others, other.name) != room.others.end();
      if (is_inside && !is_told && room.others.size() < 4) room.others.push_back(other.name);
    }
  }
  return room;
}

/// The same from what the log tells, which is not all that is taken.
Room room_in_log(const Story& story) {
  const RangeSet banks = banks_of_log(story);
  if (banks.empty()) return {};
  std::vector<PhysRange> taken;
  Room room;
  for (const LogRegion& region : regions_of_log(story)) {
    taken.push_back(region.range);
    if (!region.name.empty() && room.others.size() < 4) room.others.push_back(region.name);
  }
  room.longest = longest_in(banks.without(RangeSet{std::move(taken)}), {});
  return room;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void tell_numbers(CauseDraft& cause, const Story& story, const Unfit& one, const Room& room) {
  const std::string size = size_text(*one.size);
  const auto ram = story.ram();
  cause.fact("ram_bytes", ram);
  if (room.longest) cause.fact("largest_free_bytes", *room.longest);
  if (!room.others.empty()) {
    std::vector<FactScalar> names(room.others.begin(), room.others.end());
    cause.fact("in_the_way", std::move(names));
  }
  const Clue* const past = one.is_default() ? story.first(LogFact::CmaPastLimit) : nullptr;
  if (past != nullptr && past->event.limit && past->event.first) {
    cause.evidence(past).fact("pool_base", *past->event.first).fact("limit", *past->event.limit);
    cause.detail({"{0} at {1:#x} end past the limit {2:#x}: the end of RAM, of the DMA zone, or what cma= says",
                  "{1:#x} 处的 {0} 超出上限 {2:#x}：RAM 末尾、DMA 区末尾，或 cma= 自己写的上限"},
                 size, *past->event.first, *past->event.limit);
  } else if (ram && *ram <= *one.size) {
    cause.detail({"{0} are asked for, and RAM is {1}", "请求 {0}，而 RAM 只有 {1}"}, size, size_text(*ram));
  } else if (room.longest && *room.longest < *one.size) {
    cause.detail({"{0} are asked for in one run; where it may lie at most {1} are free{2}",
                  "请求连续 {0}；在允许的范围内最多只有 {1} 空闲{2}"},
                 size, size_text(*room.longest), room.others.empty() ? "" : " (" + joined(room.others) + ")");
  } else {
    cause.detail({"{0} are asked for in one run, and nowhere where it may lie are as many free",
                  "请求连续 {0}，在允许的范围内找不到这么大的空闲段"},
                 size);
  }
}

/// What would fit: all of the longest free run in whole granules, or half of what was asked for if that is not known to
/// be too short.
Bytes fitting(const Story& story, const Unfit& one, const Room& room) {
  const auto ram = story.ram();
  Bytes most = Bytes{one.size->value / 2};
  if (room.longest && *room.longest < *one.size) most = *room.longest;
  if (ram) most = std::min(most, Bytes{ram->value / 2});
  const Clue* const past = one.is_default() ? story.first(LogFact::CmaPastLimit) : nullptr;
  if (past != nullptr && past->event.first && past->event.limit && *past->event.first < *past->event.limit) {
    most = std::min(most, Bytes{*past->event.limit - *past->event.first});
  }
  return {most.value / story.granule().value * story.granule().value};
}

void tell_remedy(CauseDraft& cause, const Story& story, const Unfit& one, const Room& room) {
  const Bytes fits = fitting(story, one, room);
  if (fits.value == 0) {
    cause.remedy({"make room where {0} may lie: move what is in the way, or widen its alloc-ranges",
                  "在 {0} 允许的范围内腾出空间：移走挡路的区域，或放宽其 alloc-ranges"},
                 one.name);
    return;
  }
  cause.fact("suggested_pool_bytes", fits);
  if (one.is_default()) {
    cause.remedy({"ask for less: cma={0}M; a base or limit in cma= has to leave room for it",
                  "减小请求：cma={0}M；cma= 中的起点或上限必须留得下它"},
                 fits.value >> 20);
    tell_predicted(cause, story, "reserved",
                   [&](BootSetup& setup) { set_parameter(setup, "cma", std::to_string(fits.value >> 20) + 'M'); });
    return;
  }
  cause.remedy(
      {"in {0} set size to {1:#x} ({2}), or widen alloc-ranges to RAM that is free, or move what is in the way",
       "把 {0} 的 size 改为 {1:#x}（{2}），或把 alloc-ranges 放宽到空闲的 RAM，或移走挡路的区域"},
      one.name, fits.value, size_text(fits));
  if (one.node != nullptr) {
    tell_predicted(cause, story, one.name, [&](BootSetup& setup) { set_size(setup, one.name, fits); });
  }
}

void follow(CauseDraft& cause, const Story& story, const Unfit& one) {
  for (const LogFact what : {LogFact::NodeFailed, LogFact::CmaNotSetUp}) {
    for (const Clue* const line : story.clues(what)) {
      if (line->event.name.empty() || line->event.name == one.name) cause.follows(line);
    }
  }
  tell_driver_error(cause, story);
  tell_default_pool(cause, story);
  follow_lost_region(cause, story);
  follow_refused_requests(cause, story);
}

void tell(CauseReport& report, const Story& story, const Unfit& one) {
  const std::string name = one.is_default() ? "the default CMA pool" : one.name;
  CauseDraft cause =
      report.certain({"no place for {0} in the memory that it may use", "{0} 在允许的内存范围内放不下"}, name);
  cause.evidence(one.line).region(one.name).fact("pool_name", one.name);
  if (one.node != nullptr) cause.at({one.node->node->where, one.node->node->path});
  if (const Parameter* const cma = story.parameter("cma"); one.is_default() && cma != nullptr && cma->value) {
    cause.evidence(story.command_line_clue()).fact("cmdline", "cma=" + *cma->value);
  }
  if (one.size && one.size->value != 0) {
    cause.fact("pool_size_bytes", *one.size).fact("requested_bytes", *one.size);
    if (one.node != nullptr) {
      const auto windows = alloc_ranges_of(*story.board_input(), *one.node);
      if (!windows.empty() && windows[0].base && windows[0].size) {
        cause.fact("alloc_range_start", *windows[0].base).fact("alloc_range_end", *windows[0].base + *windows[0].size);
      }
    }
    const Room room = one.node != nullptr ? room_on_board(story, *one.node) : room_in_log(story);
    tell_numbers(cause, story, one, room);
    tell_remedy(cause, story, one, room);
  }
  follow(cause, story, one);
}

/// Memory for a crash kernel is no pool, and the system runs without.
void tell_crash_kernel(CauseReport& report, const Story& story) {
  if (!story.has(LogFact::CrashNotReserved)) return;
  CauseDraft cause = report.certain({"no place for the memory of the crash kernel", "放不下崩溃内核所需的内存"})
                         .severity(Severity::Warning);
  cause.evidence_of(story.clues(LogFact::CrashNotReserved));
  const Parameter* const asked = story.parameter("crashkernel");
  if (asked == nullptr || !asked->value) return;
  cause.evidence(story.command_line_clue()).fact("cmdline", "crashkernel=" + *asked->value);
  cause.remedy({"ask for less than crashkernel={0}, or with `,high` for a place above 4 GiB",
                "减小 crashkernel={0}，或加 `,high` 放到 4 GiB 以上"},
               *asked->value);
}

void explain(const Story& story, CauseReport& report) {
  for (const Unfit& one : unfit_in_log(story)) tell(report, story, one);
  for (const Unfit& one : unfit_on_board(story)) tell(report, story, one);
  tell_crash_kernel(report, story);
}

}  // namespace

extern const CauseRule pool_does_not_fit_cause{
    .id = "pool-does-not-fit",
    .cause_class = "pool_does_not_fit",
    .severity = Severity::Error,
    .title = {"a pool finds no free window in the memory that it may use", "池在允许的内存范围内找不到足够大的空闲段"},
    .explanation =
        {"The kernel looks for one free run: for a node in its alloc-ranges, for `cma=` below the end of RAM and of "
         "the "
         "DMA zone. If there is none it prints `failed to allocate memory for node` or `cma: Failed to reserve`, does "
         "not look elsewhere, and goes on with the default pool or none. A smaller variant of the board, alloc-ranges "
         "of another one, a region or a ramdisk in the middle of the window, and a `cma=` near the size of RAM lead to "
         "it.\n\n"
         "A size that is not known to fail by itself is told from a misaligned or straddling one by the line before.",
         "内核需要一段连续的空闲内存：节点在其 alloc-ranges 内找，`cma=` 在 RAM 末尾和 DMA 区末尾以下找。找不到就打印 "
         "`failed to allocate memory for node` 或 `cma: Failed to "
         "reserve`，不再另找，只用默认池或没有池。常见原因：内存较小"
         "的板型、照抄别的板子的 alloc-ranges、窗口中间有其它区域或 ramdisk、`cma=` 接近 RAM 大小。\n\n"
         "与未对齐、跨越边界的区别在于前一行消息。"},
    .remedy = {"ask for less, widen alloc-ranges to RAM that is free, or move what is in the way",
               "减小请求，把 alloc-ranges 放宽到空闲的 RAM，或移走挡路的区域"},
    .explain = explain,
};

}  // namespace rampart
