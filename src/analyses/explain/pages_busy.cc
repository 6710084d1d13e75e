#include <algorithm>
#include <optional>
#include <string>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/shortage_words.h"
#include "base/scanner.h"

namespace rampart {
namespace {

bool is_old_form(const Clue* clue) { return clue->event.text.contains("test_pages_isolated"); }

void tell_frames(CauseDraft& cause, const Clue* busy) {
  const LogEvent& event = busy->event;
  cause.fact("failed_step", is_old_form(busy) ? "test_pages_isolated" : "alloc_contig_range");
  if (!event.first || !event.last || *event.last < *event.first) return;
  cause.fact("pfn_start", *event.first).fact("pfn_end", *event.last + 1).fact("pages", *event.last - *event.first + 1);
}

void tell_remedy(CauseDraft& cause, const std::string& pool, const std::string& device) {
  cause.remedy(
      {"take the buffers of {0} at boot, before the page cache fills {1}, and keep them; or keep movable pages out of "
       "it: in the node of {1} write no-map in place of reusable, so that it is a carve-out of its own. If the frames "
       "are the same each time, patch the kernel's migration target not to come from CMA again",
       "在启动早期、页缓存尚未占满 {1} 之前为 {0} 分配缓冲区并一直持有；或不让可移动页进入该池：在 {1} 的节点中去掉 "
       "reusable 改写 no-map，使其成为独立的 carve-out。若每次都是同一批页帧，则需修改内核，使迁移目标页不再取自 CMA"},
      device.empty() ? "the device" : device, pool);
}

/// Without run lists only the error tells, and 7.2 gives it to a full pool as well.
Confidence confidence_of(const Shortage& shortage, const Story& story) {
  if (shortage.largest_free) return Confidence::Certain;
  const bool has_frames =
      std::ranges::any_of(shortage.lines, [](const Clue* clue) { return clue->event.what == LogFact::PagesBusy; });
  if (has_frames) return Confidence::Certain;
  const Clue* const version = story.last(LogFact::KernelVersion);
  const bool is_ambiguous = shortage.lines.front()->event.text.contains("_frozen") ||
                            (version != nullptr && version->event.name.starts_with("7."));
  return is_ambiguous ? Confidence::Possible : Confidence::Likely;
}

void explain_shortage(const Story& story, const Shortage& shortage, CauseReport& report) {
  CauseDraft cause = report.add(confidence_of(shortage, story),
                                {"pages in {0} are in use and could not be moved", "{0} 中有页正被使用，无法迁移"},
                                shortage.pool_name());
  describe(cause, shortage);
  cause.follows_of(story.clues(LogFact::PagesBusy));
  for (const Clue* const line : shortage.lines) {
    if (line->event.what != LogFact::PagesBusy) continue;
    tell_frames(cause, line);
    break;
  }
  tell_remedy(cause, shortage.pool_name(), shortage.device);
}

/// Whether the kernel would say that a request on a pool failed, as it does since 4.10; nothing if its version is not
/// told.
std::optional<bool> tells_failures(const Story& story) {
  const Clue* const version = story.last(LogFact::KernelVersion);
  if (version == nullptr) return std::nullopt;
  Scanner scan{version->event.name};
  const auto major = scan.number();
  scan.literal(".");
  const auto minor = scan.number();
  if (!major || !minor) return std::nullopt;
  return *major > 4 || (*major == 4 && *minor >= 10);
}

/// Lines of busy frames without the failure of a request. Where a failure would be told and is not, the kernel found
/// other pages.
void explain_frames(const Story& story, CauseReport& report) {
  const auto busy = story.clues(LogFact::PagesBusy);
  if (busy.empty() || story.has(LogFact::CmaAllocFailed)) return;
  const std::optional<bool> would_be_told = tells_failures(story);
  const bool is_fault =
      story.has(LogFact::DriverAllocFailed) || would_be_told == false || (!would_be_told && is_old_form(busy.front()));
  CauseDraft cause =
      report.likely({"pages of a CMA pool are in use and could not be moved", "CMA 池中有页正被使用，无法迁移"});
  if (!is_fault) cause.severity(would_be_told ? Severity::Note : Severity::Warning);
  cause.evidence_of(busy).follows_of(story.clues(LogFact::DriverAllocFailed));
  tell_frames(cause, busy.front());
  const StoryPool* const pool = story.default_pool();
  if (pool != nullptr) cause.region(pool->name).fact("pool_name", pool->name);
  if (is_fault) {
    cause.detail({"the kernel isolated a run of pages, and some of them were still held when it looked again",
                  "内核已隔离这段连续页，但复查时其中仍有页被占用"});
  } else {
    cause.detail({"no request is said to have failed: the kernel then took the next run, which costs time only",
                  "没有请求失败的记录：内核改用了下一段，只损失时间"});
  }
  tell_remedy(cause, pool == nullptr ? "the pool" : pool->name, "");
}

void explain(const Story& story, CauseReport& report) {
  for (const Shortage& shortage : shortages(story)) {
    if (shortage.kind == ShortageKind::Busy) explain_shortage(story, shortage, report);
  }
  explain_frames(story, report);
}

}  // namespace

extern const CauseRule pages_busy_cause{
    .id = "pages-busy",
    .cause_class = "pages_busy",
    .severity = Severity::Error,
    .title = {"a run of pages is long enough, but pages in it cannot be moved", "连续段足够长，但其中有页无法迁移"},
    .explanation =
        {"While nobody needs a CMA pool its pages serve programs and the page cache. A request moves them away first; "
         "pages that are pinned, under I/O, or held by a journal cannot be moved, and the request ends with -16. "
         "Kernels of vendors may even take the page to move to from CMA again, so that the range never empties.\n\n"
         "Told from a fragmented pool by the error, or by a free run that is longer than the request. 7.2 answers -16 "
         "to a full pool too: there only the run list tells. Frames that are busy without a failed request are "
         "harmless: the kernel tries the next run.",
         "CMA 池无人使用时，其页用于程序和页缓存。请求到来时内核先把它们迁走；被钉住、正在 I/O 或被日志持有的页无法"
         "迁移，请求以 -16 失败。某些厂商内核迁移的目标页又取自 CMA，于是这段范围永远腾不空。\n\n"
         "与“碎片化”的区别在于错误码，或空闲段比请求更长。7.2 对已满的池也返回 -16，只有空闲段列表能区分。"
         "只有页帧忙而没有请求失败则无害：内核会改试下一段。"},
    .remedy = {"take the buffers early and keep them, or keep movable pages out of the pool (no-map)",
               "尽早分配缓冲区并一直持有，或不让可移动页进入该池（no-map）"},
    .explain = explain,
};

}  // namespace rampart
