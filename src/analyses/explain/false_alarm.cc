#include <algorithm>
#include <vector>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/refused_no_map.h"

namespace rampart {
namespace {

void explain_refused(const Story& story, CauseReport& report) {
  const std::vector<RefusedNoMap> refused = refused_no_maps(story);
  const bool is_harmless =
      !refused.empty() && !has_firmware_fault(story) &&
      std::ranges::all_of(refused, [](const RefusedNoMap& one) { return one.is_kept && !one.reserve; });
  if (!is_harmless) return;
  CauseDraft cause = report.likely(
      {"the regions that could not be reserved are reserved already", "报告保留失败的区域其实早已被保留"});
  tell_refused(cause, refused);
  FactRows shown;
  for (const Clue* const line : story.clues(LogFact::IoMemRange)) {
    const auto range = range_of(line->event);
    const auto is_of = [&](const RefusedNoMap& one) { return range && range->overlaps(*one.range); };
    if (line->event.name != "reserved" || std::ranges::none_of(refused, is_of)) continue;
    cause.evidence(line);
    shown.push_back({range->base().value, range->last().value});
  }
  if (!shown.empty()) cause.fact("iomem_reserved", std::move(shown));
  cause.detail({"the whole of {0} is kept from Linux by an earlier reservation, and nothing else goes wrong",
                "{0} 整体已由先前的保留留出，且没有其它异常"},
               refused.front().line->event.name);
  cause.remedy(
      {"nothing to do; only if a device needs no-map, which this did not get, remove the earlier reservation "
       "(/memreserve/)",
       "无需处理；仅当确实需要 no-map（此处未生效）时，才删去先前的保留（/memreserve/）"});
}

/// A region of size zero, or one that ends where the next begins, in a kernel that tells them as an overlap.
void explain_touching(const Story& story, CauseReport& report) {
  for (const Clue* const line : story.clues(LogFact::NodesOverlap)) {
    const LogEvent& event = line->event;
    if (!event.first || !event.last || !event.other_first || !event.other_last) continue;
    const bool is_apart = *event.last < *event.other_first || *event.other_last < *event.first ||
                          *event.last < *event.first || *event.other_last < *event.other_first;
    if (!is_apart) continue;
    report.certain({"{0} and {1} do not share an address", "{0} 与 {1} 并没有共用地址"}, event.name, event.other)
        .evidence(line)
        .detail({"the ends that the kernel prints are exclusive", "内核打印的结束地址不含在内"})
        .remedy({"nothing to do", "无需处理"});
  }
}

void explain(const Story& story, CauseReport& report) {
  explain_refused(story, report);
  explain_touching(story, report);
}

}  // namespace

extern const CauseRule false_alarm_cause{
    .id = "false-alarm",
    .cause_class = "false_alarm",
    .severity = Severity::Note,
    .title = {"a message that means no harm here", "该消息在此处无害"},
    .explanation =
        {"Some messages sound like a failure and are none. `failed to reserve memory for node` is harmless if the "
         "whole "
         "range is reserved anyway: /proc/iomem shows it, and no access to it fails. `OVERLAP DETECTED!` is harmless "
         "if "
         "the ranges only touch.\n\n"
         "The same line can be the fault on another board: an external abort after it, or a /memreserve/ in the tree, "
         "speaks for that.",
         "有些消息看似失败其实不是。`failed to reserve memory for node` 在整个范围早已被保留时无害：/proc/iomem 可见，"
         "且没有访问出错。`OVERLAP DETECTED!` 在两个范围只是相邻时无害。\n\n"
         "同样的一行在别的板子上可能就是故障：之后出现 external abort，或设备树里有 /memreserve/，即属此类。"},
    .remedy = {"nothing to do", "无需处理"},
    .explain = explain,
};

}  // namespace rampart
