#include <algorithm>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/early_boot.h"
#include "analyses/explain/pool_words.h"
#include "analyses/explain/refused_no_map.h"
#include "model/range_text.h"

namespace rampart {
namespace {

/// What to remove from the board, and what the kernel then makes of the node.
void tell_reserve(CauseDraft& cause, const Story& story, const std::string& node, const PhysRange& reserve) {
  cause.fact("memreserve_base", reserve.base().value).fact("memreserve_bytes", reserve.size());
  cause.remedy(
      {"remove `/memreserve/ {0:#x} {1:#x};` from the source of the tree (if the boot loader adds it: `fdt "
       "rsvmem print`, `fdt rsvmem delete`), and keep {2} with no-map",
       "从设备树源文件删去 `/memreserve/ {0:#x} {1:#x};`（若由引导程序添加，用 `fdt rsvmem print`、`fdt rsvmem "
       "delete` 处理），只保留带 no-map 的 {2}"},
      reserve.base().value, reserve.size().value, node);
  tell_predicted(cause, story, node, [&](BootSetup& setup) {
    std::erase_if(setup.tree.mem_reserves, [&](const MemReserve& entry) { return entry.base == reserve.base().value; });
  });
}

void explain_lines(const Story& story, CauseReport& report, const std::vector<RefusedNoMap>& refused) {
  const bool has_fault = has_firmware_fault(story);
  const auto reserved = std::ranges::find_if(refused, [](const RefusedNoMap& one) { return one.reserve.has_value(); });
  const bool is_shown = reserved != refused.end();
  if (!has_fault && !is_shown && std::ranges::all_of(refused, &RefusedNoMap::is_kept)) return;  // a false alarm
  const Confidence confidence = is_shown ? Confidence::Certain : has_fault ? Confidence::Likely : Confidence::Possible;
  CauseDraft cause = report.add(confidence,
                                {"{0} stays mapped: its memory was reserved before its no-map was read",
                                 "{0} 仍被映射：读到其 no-map 之前该内存已被保留"},
                                refused.front().line->event.name);
  if (!has_fault && !is_shown) cause.severity(Severity::Warning);
  tell_refused(cause, refused);
  cause.follows_of(story.clues(LogFact::ExternalAbort))
      .follows_of(story.clues(LogFact::CallSite))
      .follows_of(story.clues(LogFact::Panic));
  const LogEvent& first = refused.front().line->event;
  if (first.first && first.size) {
    cause.detail(
        {"{0} bytes at {1:#x} are no-map in the tree; the kernel found a part of them reserved, by /memreserve/ "
         "or by what it had placed before, and left them mapped",
         "设备树要求 {1:#x} 处 {0:#x} 字节 no-map；内核发现其中一部分已被 /memreserve/ 或先前的分配保留，因此仍"
         "保持映射"},
        first.size->value, *first.first);
  }
  if (is_shown) tell_reserve(cause, story, reserved->line->event.name, *reserved->reserve);
}

/// On the board alone a no-map node that a /memreserve/ touches: kernels before 6.4 refuse it.
void explain_board(const Story& story, CauseReport& report) {
  const CheckInput* const input = story.board_input();
  if (input == nullptr || tells_early_boot(story)) return;
  for (const MemReserve& entry : input->tree.mem_reserves) {
    const auto reserve = PhysRange::make({entry.base}, {entry.size});
    if (!reserve) continue;
    for (const StaticRange& one : input->ranges) {
      const ReservedNode& node = *input->nodes[one.node].node;
      if (!node.no_map || !one.range.overlaps(*reserve) || !touches_ram(*input, one.range)) continue;
      const bool is_last = input->behaviour.memreserve_is_last;
      CauseDraft cause = report.add(
          is_last ? Confidence::Possible : Confidence::Certain,
          {"a /memreserve/ takes {0} before its no-map is read", "/memreserve/ 先占用了 {0}，使其 no-map 失效"},
          node.name);
      if (is_last) cause.severity(Severity::Warning);
      cause.region(node.name).at({node.where, node.path}).fact("region_name", node.name);
      cause.fact("region_base", one.range.base().value).fact("region_size_bytes", one.range.size());
      cause.detail({"{0} is {1}, /memreserve/ has {2}: kernels before 6.4 refuse the no-map and leave it mapped",
                    "{0} 为 {1}，/memreserve/ 为 {2}：6.4 以前的内核会拒绝 no-map，使其仍被映射"},
                   node.name, range_text(one.range), range_text(*reserve));
      tell_reserve(cause, story, node.name, *reserve);
      return;
    }
  }
}

void explain(const Story& story, CauseReport& report) {
  const std::vector<RefusedNoMap> refused = refused_no_maps(story);
  if (refused.empty()) return explain_board(story, report);
  explain_lines(story, report, refused);
}

}  // namespace

extern const CauseRule memreserve_conflict_cause{
    .id = "memreserve-conflict",
    .cause_class = "memreserve_conflict",
    .severity = Severity::Error,
    .title = {"an earlier reservation defeats the no-map of a region", "先前的保留使区域的 no-map 失效"},
    .explanation =
        {"A no-map region is refused if any byte of it in RAM is reserved already: by /memreserve/ (before 6.4 it came "
         "first), by the kernel, ramdisk or device tree, or by a mapped node before it. `failed to reserve memory for "
         "node` then means that it stays in the kernel's map. Where firmware fences the memory off, the processor "
         "reads ahead into it and an external abort follows, often much later and in code that is not to blame.\n\n"
         "Where nothing fences it off and the earlier reservation covers it, /proc/iomem shows it reserved and nothing "
         "goes wrong: a false alarm.",
         "no-map 区域只要在 RAM 中有一个字节已被保留就会被拒绝：来自 /memreserve/（6.4 "
         "以前最先处理）、内核、ramdisk、设备树，或排在前面的普通节点。`failed to reserve memory for node` "
         "表示它仍在内核映射中。若固件对这块内存设了防护，CPU 预取到它就会触发 external abort，往往很晚才发生，且出现在"
         "无辜的代码里。\n\n"
         "若没有防护、且先前的保留已覆盖它，/proc/iomem 会显示其为 reserved，一切正常：属于误报。"},
    .remedy =
        {"describe the memory once, as a no-map node: remove the /memreserve/ (or what the boot loader adds), or "
         "load kernel, ramdisk and device tree elsewhere",
         "同一内存只描述一次，即 no-map 节点：删去 /memreserve/（或引导程序添加的保留），或把内核、ramdisk、设备树"
         "加载到别处"},
    .explain = explain,
};

}  // namespace rampart
