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
#include "sources/memory_parameters.h"

namespace rampart {
namespace {

/// Where high memory begins, as the log says, else as the board has it; nothing for a kernel of 64 bits.
std::optional<std::uint64_t> high_memory_of(const Story& story) {
  if (const Clue* const line = story.first(LogFact::CmaOverBoundary)) return line->event.limit;
  for (const Clue* const zone : story.clues(LogFact::ZoneRange)) {
    if (zone->event.name == "HighMem") return zone->event.first;
  }
  const CheckInput* const input = story.board_input();
  const bool is_arm = input != nullptr && input->setup.architecture == Architecture::Arm;
  return is_arm ? low_memory_end(*input) : std::nullopt;
}

/// `cma=SIZE@BASE` across the border.
void explain_boundary(const Story& story, CauseReport& report) {
  const Clue* const line = story.first(LogFact::CmaOverBoundary);
  if (line == nullptr) return;
  CauseDraft cause = report.certain({"a pool lies across the end of low memory", "池跨越了低端内存的边界"});
  cause.evidence_of(story.clues(LogFact::CmaOverBoundary)).evidence(story.first(LogFact::CmaFailed));
  const auto asked = memory_parameters(story.command_line()).cma;
  const Clue* const failed = story.first(LogFact::CmaFailed);
  const Bytes size = failed != nullptr ? failed->event.size.value_or(Bytes{}) : asked ? asked->size : Bytes{};
  cause.fact("pool_base", line->event.first);
  if (size.value != 0) cause.fact("pool_size_bytes", size);
  cause.fact("highmem_start", line->event.limit);
  if (line->event.limit && size.value != 0 && *line->event.limit > size.value) {
    const std::uint64_t base = (*line->event.limit - size.value) / story.granule().value * story.granule().value;
    cause.detail(
        {"{0} at {1:#x} end past {2:#x}, where high memory begins", "{1:#x} 处的 {0} 越过了高端内存起点 {2:#x}"},
        size_text(size), line->event.first.value_or(0), *line->event.limit);
    cause.remedy({"write cma={0}M@{1:#x}, or cma={0}M@0-{2:#x} and let the kernel choose below the border",
                  "改为 cma={0}M@{1:#x}；或写 cma={0}M@0-{2:#x}，由内核在边界以下选择"},
                 size.value >> 20, base, *line->event.limit);
  }
  follow_lost_pools(cause, story);
}

/// Sets the board's pool below the border, and says what comes of it.
void tell_window(CauseDraft& cause, const Story& story, const CheckedNode& node, std::uint64_t high) {
  const auto windows = alloc_ranges_of(*story.board_input(), node);
  const std::uint64_t low =
      windows.empty() ? story.board_input()->ram.front().base().value : windows.front().base.value_or(0);
  if (!windows.empty() && windows.front().base && windows.front().size) {
    cause.fact("alloc_range_end", *windows.front().base + *windows.front().size);
  }
  cause.fact("highmem_start", high).fact("corrected_alloc_range_end", high);
  const auto window = PhysRange::from_first_last({low}, {high - 1});
  if (!window) return;
  cause.remedy({"in {0} set alloc-ranges to base {1:#x} and length {2:#x}, so that it ends where high memory begins",
                "把 {0} 的 alloc-ranges 改为起点 {1:#x}、长度 {2:#x}，使其止于高端内存起点"},
               node.node->name, window->base().value, window->size().value);
  tell_predicted(cause, story, node.node->name, [&](BootSetup& setup) {
    setup.architecture = Architecture::Arm;
    set_alloc_ranges(setup, node.node->name, *window);
  });
}

void tell_pool(CauseDraft& cause, const std::string& name, const PhysRange& range) {
  cause.region(name)
      .fact("pool_name", name)
      .fact("pool_base", range.base().value)
      .fact("pool_size_bytes", range.size());
}

const CheckedNode* dynamic_node(const Story& story, std::string_view name) {
  const CheckedNode* const node = checked_node(story, name);
  return node != nullptr && node->is_dynamic ? node : nullptr;
}

/// The border of two zones that lies inside a pool, as far as the log, the board or 4 GiB tell one.
std::optional<std::uint64_t> border_inside(const Story& story, const PhysRange& pool) {
  std::vector<std::uint64_t> borders;
  if (const auto high = high_memory_of(story)) borders.push_back(*high);
  for (const Clue* const zone : story.clues(LogFact::ZoneRange)) {
    if (zone->event.first) borders.push_back(*zone->event.first);
  }
  borders.push_back(gib(4).value);
  const auto found = std::ranges::find_if(
      borders, [&](std::uint64_t border) { return pool.base().value < border && border <= pool.last().value; });
  return found == borders.end() ? std::nullopt : std::optional{*found};
}

/// `CMA area ... could not be activated`: its pages are of two zones, unless they are no RAM at all.
void explain_not_activated(const Story& story, CauseReport& report) {
  const auto high = high_memory_of(story);
  const RangeSet banks = banks_of_log(story);
  for (const Clue* const line : story.clues(LogFact::CmaNotActivated)) {
    const StoryPool* const pool = story.pool(line->event.name);
    const auto range = pool != nullptr ? pool->range : std::nullopt;
    if (range && !banks.empty() && !RangeSet{{*range}}.without(banks).empty()) continue;  // outside RAM
    const auto border = range ? border_inside(story, *range) : std::nullopt;
    CauseDraft cause = report.add(border ? Confidence::Certain
                                  : high ? Confidence::Likely
                                         : Confidence::Possible,
                                  {"{0} reaches over the end of a zone of memory, so that its pages serve no request",
                                   "{0} 跨越了内存区域（zone）的边界，其页面无法用于分配"},
                                  line->event.name);
    cause.evidence(line);
    if (pool != nullptr) cause.evidence(pool->clue);
    if (range) tell_pool(cause, line->event.name, *range);
    if (border) {
      cause.fact("zone_border", *border);
      cause.detail({"the pool is {0:#x}..{1:#x}, and a zone of memory begins at {2:#x}",
                    "池为 {0:#x}..{1:#x}，而 {2:#x} 处是另一个内存区域（zone）的起点"},
                   range->base().value, range->last().value, *border);
    }
    const CheckedNode* const node = dynamic_node(story, line->event.name);
    if (high && node != nullptr) {
      tell_window(cause, story, *node, *high);
    } else {
      cause.fact("highmem_start", high);
      if (const auto end = border ? border : high) {
        cause.remedy({"let {0} end at or below {1:#x}: in its alloc-ranges or reg, or with cma=SIZE@0-{1:#x}",
                      "使 {0} 止于 {1:#x} 或更低：改其 alloc-ranges 或 reg，或用 cma=SIZE@0-{1:#x}"},
                     line->event.name, *end);
      }
    }
    follow_lost_pools(cause, story);
  }
}

/// Whether somebody chose where a pool may lie for devices that reach no more than the first GiB of RAM. Wider
/// alloc-ranges are those of boards with 64-bit kernels.
bool is_narrow(const CheckInput& input, const CheckedNode& node) {
  const auto windows = alloc_ranges_of(input, node);
  if (windows.empty() || !windows.front().base || !windows.front().size) return false;
  return *windows.front().base + *windows.front().size <= input.ram.front().base().value + gib(1).value;
}

/// On the board alone: where a kernel of 32 bits puts its pools. That it is one may not be told.
void explain_board(const Story& story, CauseReport& report) {
  const CheckInput* const input = story.board_input();
  if (input == nullptr || input->ram.empty() || tells_early_boot(story)) return;
  const bool is_arm = input->setup.architecture == Architecture::Arm;
  const bool has_large_addresses = input->ram.back().last().value > UINT32_MAX;
  if (!is_arm && (!input->setup.architecture_assumed || has_large_addresses)) return;
  const auto high = low_memory_end(*input);
  const auto prediction = story.predicted_after([](BootSetup& setup) { setup.architecture = Architecture::Arm; });
  if (!high || *high > input->ram.back().last().value || !prediction) return;
  for (const PredictedRegion& region : prediction->regions) {
    const CheckedNode* const node = dynamic_node(story, region.name);
    if (region.kind != Kind::Cma || node == nullptr || region.range.last().value < *high) continue;
    if (!is_arm && !is_narrow(*input, *node)) continue;
    const bool is_across = region.range.base().value < *high;
    const Confidence confidence = !is_arm ? Confidence::Possible : is_across ? Confidence::Certain : Confidence::Likely;
    CauseDraft cause = report.add(
        confidence, {"a 32-bit kernel places {0} in high memory", "32 位内核会把 {0} 放在高端内存"}, region.name);
    if (!is_arm || !is_across) cause.severity(Severity::Warning);
    tell_pool(cause, region.name, region.range);
    cause.at({node->node->where, node->node->path});
    cause.detail(
        {"it goes to {0:#x}..{1:#x}; the kernel maps RAM below {2:#x} for good, and drivers that need an "
         "address of the kernel for a buffer get none above",
         "它将位于 {0:#x}..{1:#x}；内核只永久映射 {2:#x} 以下的 RAM，其上的缓冲区没有内核地址，需要它的驱动会失败"},
        region.range.base().value, region.range.last().value, *high);
    tell_window(cause, story, *node, *high);
  }
}

void explain(const Story& story, CauseReport& report) {
  explain_boundary(story, report);
  explain_not_activated(story, report);
  explain_board(story, report);
}

}  // namespace

extern const CauseRule pool_in_highmem_cause{
    .id = "pool-in-highmem",
    .cause_class = "pool_in_highmem",
    .severity = Severity::Error,
    .title = {"a pool lies in high memory, or across its beginning", "池位于高端内存，或跨越其边界"},
    .explanation =
        {"A 32-bit kernel maps only the first part of RAM for good, usually 768 MiB; the rest is high memory. A pool "
         "of "
         "CMA must not lie across the border: `cma=` is refused (`defined on low/high memory boundary`), and a pool of "
         "the tree is given up (`could not be activated`). One wholly above it serves drivers that map each buffer, "
         "and fails those that count on an address of the kernel.\n\n"
         "The kernel looks from the end of alloc-ranges down: alloc-ranges that reach past low memory put a larger "
         "pool there. On 64-bit kernels the same line means a border at 4 GiB, or one that movablecore= makes.",
         "32 位内核只永久映射 RAM 的前一部分（通常 768 MiB），其余是高端内存。CMA 池不能跨越边界：`cma=` 会被拒绝"
         "（`defined on low/high memory boundary`），设备树中的池则被放弃（`could not be "
         "activated`）。整个位于其上的池只"
         "适用于逐个映射缓冲区的驱动，依赖内核地址的驱动会失败。\n\n"
         "内核从 alloc-ranges 的末尾往下找：若 alloc-ranges 超出低端内存，较大的池就会落在那里。64 位内核出现同样的消息"
         "表示跨越了 4 GiB 边界，或 movablecore= 造成的边界。"},
    .remedy = {"end alloc-ranges, or the limit of cma=SIZE@0-LIMIT, where low memory ends",
               "让 alloc-ranges 或 cma=SIZE@0-LIMIT 的上限止于低端内存的末尾"},
    .explain = explain,
};

}  // namespace rampart
