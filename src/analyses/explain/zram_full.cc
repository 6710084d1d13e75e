#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/shortage_words.h"
#include "analyses/explain/zram_words.h"

namespace rampart {
namespace {

/// Block devices without a number of their own get one of these; zram has none.
constexpr std::uint32_t first_dynamic_major = 234;
constexpr std::uint32_t last_dynamic_major = 254;

/// `254:0:1048` of `Write-error on swap-device (254:0:1048)`.
bool is_dynamic_device(const LogEvent& event) {
  std::uint32_t major{};
  const auto [end, failure] = std::from_chars(event.name.data(), event.name.data() + event.name.size(), major);
  return failure == std::errc{} && major >= first_dynamic_major && major <= last_dynamic_major;
}

/// What shows that the log is of a machine that swaps to zram; null if nothing does.
const Clue* zram_swap(const Story& story) {
  for (const Clue* const clue : story.clues(LogFact::SwapAdded)) {
    if (clue->event.name.contains("zram")) return clue;
  }
  if (const Clue* const row = story.first(LogFact::ZramRow)) return row;
  const auto answers = story.clues(LogFact::ShellAnswer);
  const auto found = std::ranges::find_if(answers, [](const Clue* clue) { return clue->event.name.contains("zram"); });
  return found == answers.end() ? nullptr : *found;
}

void tell_use(CauseDraft& cause, const ZramFilling& use) {
  const bool is_limited = use.limit && use.memory;
  cause.fact("disk_size_bytes", use.disk_size)
      .fact("data_bytes", use.data)
      .fact("mem_limit_bytes", use.limit)
      .fact("mem_used_bytes", use.memory);
  if (is_limited) {
    const Bytes more = rounded_up(saturating_add(*use.limit, {use.limit->value / 2}), mib(1));
    cause.detail({"it may use {0} of memory and uses {1}: the next page is refused, whatever its disksize",
                  "允许使用 {0} 内存，已用 {1}：无论 disksize 多大，下一页都会被拒绝"},
                 size_text(*use.limit), size_text(*use.memory));
    cause.fact("suggested_mem_limit_bytes", more);
    cause.remedy({"raise the limit: echo {0}M > /sys/block/zramN/mem_limit (0 is none), or swap less",
                  "提高上限：echo {0}M > /sys/block/zramN/mem_limit（0 为不限），或减少换出"},
                 more.value >> 20);
  } else if (use.disk_size) {
    const Bytes more = rounded_up(saturating_add(*use.disk_size, {use.disk_size->value / 2}), mib(1));
    cause.detail({"{0} of {1} of original data are in use", "{1} 的原始数据空间已用 {0}"},
                 size_text(use.data.value_or(Bytes{})), size_text(*use.disk_size));
    cause.fact("suggested_disk_size_bytes", more);
    cause.remedy(
        {"give it a larger disksize: swapoff, echo 1 > reset, echo {0}M > disksize, mkswap, swapon (a page "
         "costs its compressed size only); or add a swap file of a lower priority behind it",
         "增大 disksize：swapoff、echo 1 > reset、echo {0}M > disksize、mkswap、swapon（每页只占压缩后的大小）；"
         "或在其后加一个优先级更低的交换文件"},
        more.value >> 20);
  }
}

void explain(const Story& story, CauseReport& report) {
  const auto errors = story.clues(LogFact::SwapWriteFailed);
  const auto uses = zram_fillings(story);
  const auto full = std::ranges::find_if(uses, is_full);
  const Clue* const swap = zram_swap(story);
  const bool has_errors = !errors.empty() && is_dynamic_device(errors.front()->event);
  if (!has_errors && full == uses.end()) return;

  const Confidence confidence = full != uses.end()              ? Confidence::Certain
                                : has_errors && swap != nullptr ? Confidence::Likely
                                                                : Confidence::Possible;
  CauseDraft cause = report.add(confidence, {"the compressed swap is full", "压缩交换区已满"});
  // Full swap is a state, until a page finds no place.
  if (!has_errors) cause.severity(story.has(LogFact::OutOfMemory) ? Severity::Error : Severity::Warning);
  if (has_errors) cause.evidence_of(errors);
  if (full != uses.end()) {
    cause.evidence(full->line);
    tell_use(cause, *full);
  } else {
    cause.evidence(swap);
    if (swap != nullptr && swap->event.what == LogFact::SwapAdded) {
      cause.fact("device", swap->event.name).fact("disk_size_bytes", swap->event.size);
    }
    cause.detail({"zram refused a page: it has no memory to keep it in, or its mem_limit is reached",
                  "zram 拒绝了一页：没有内存可存放，或已达 mem_limit"});
  }
  cause.follows_of(story.clues(LogFact::OutOfMemory)).follows_of(story.clues(LogFact::PageAllocFailed));
}

}  // namespace

extern const CauseRule zram_full_cause{
    .id = "zram-full",
    .cause_class = "zram_full",
    .severity = Severity::Error,
    .title = {"the compressed swap is full", "压缩交换区（zram）已满"},
    .explanation =
        {"zram keeps pages in RAM, compressed. It refuses one when its disksize of original data is used up, when its "
         "memory reaches mem_limit, or when the machine has no page left for it. The kernel then says `Write-error on "
         "swap-device`, keeps the page, and soon kills programs.\n\n"
         "Told from a broken disk by the device: zram has a major number that is given out at run time, mostly 251 to "
         "254, and mmc or nvme others; an I/O error of the medium would stand in the log as well. A high figure of "
         "/proc/swaps alone is no fault: slots stay reserved after zram dropped their data.",
         "zram 把页压缩后留在 RAM 中。当原始数据达到 disksize、所用内存达到 "
         "mem_limit，或机器没有空页可给它时，它会拒绝写入。内核随之报告 `Write-error on "
         "swap-device`，保留该页，不久就会杀进程。\n\n"
         "与“磁盘损坏”的区别在于设备号：zram 的主设备号是运行时分配的，多为 251 至 254，与 mmc、nvme "
         "不同；介质的 I/O 错误也会出现在日志里。仅 /proc/swaps 数字高不算故障：zram 丢弃数据后槽位仍保留。"},
    .remedy = {"raise mem_limit or disksize of the device, or give the system less to swap",
               "提高该设备的 mem_limit 或 disksize，或减少换出"},
    .explain = explain,
};

}  // namespace rampart
