#include "analyses/explain/cause_rule.h"
#include "analyses/explain/shortage_words.h"

namespace rampart {
namespace {

void explain(const Story& story, CauseReport& report) {
  for (const Shortage& shortage : shortages(story)) {
    if (shortage.kind != ShortageKind::Fragmented) continue;
    const bool has_runs = shortage.largest_free.has_value();
    CauseDraft cause = report.add(has_runs ? Confidence::Certain : Confidence::Likely,
                                  {"{0} is in pieces, not full", "{0} 是碎片化，而不是用尽"}, shortage.pool_name());
    describe(cause, shortage);
    if (has_runs && *shortage.largest_free >= shortage.requested) {
      cause.detail({"a run of {0} is free, but not one that begins where a request of {1} has to begin: it is aligned "
                    "to its own size",
                    "有 {0} 的连续空闲段，但其起点不满足 {1} 请求的对齐要求（请求按自身大小对齐）"},
                   size_text(*shortage.largest_free), size_text(shortage.requested));
    }
    const Bytes own = rounded_up(saturating_add(shortage.requested, shortage.requested), story.granule());
    cause.remedy(
        {"take the buffer of {0} once, early, and keep it; or give {1} a pool of its own of {2} "
         "(shared-dma-pool, reusable, and memory-region in its node)",
         "尽早分配这个 {0} 缓冲区并一直持有；或在设备树里为 {1} 建一个 {2} 的专用池（shared-dma-pool、reusable，"
         "并在其节点写 memory-region）"},
        size_text(shortage.requested), shortage.device.empty() ? "the device" : shortage.device, size_text(own));
  }
}

}  // namespace

extern const CauseRule pool_fragmented_cause{
    .id = "pool-fragmented",
    .cause_class = "pool_fragmented",
    .severity = Severity::Error,
    .title = {"a pool has enough free pages, but no run that is long enough", "池中空闲页足够，但没有足够长的连续段"},
    .explanation =
        {"A request on a CMA pool needs one run of pages. Buffers that are freed in another order than they were "
         "taken, and long-lived ones amid short-lived ones, leave the pool in pieces: the sum of what is free says "
         "nothing.\n\n"
         "Told from a full pool by the run list that the kernel prints (`number of available pages: 83@32+180@332=> "
         "263 free of 4096`), or by what the driver says it holds. Told from busy pages by the longest run: if it is "
         "longer than the request, and the error is -16, the pages could not be moved.",
         "CMA "
         "池的一次请求需要一段连续的页。缓冲区释放顺序与分配顺序不同、长期与短期缓冲区混杂，都会使池碎片化：空闲总量"
         "说明不了问题。\n\n"
         "与“用尽”的区别在于内核打印的空闲段列表（`number of available pages: 83@32+180@332=> 263 free of 4096`），"
         "或驱动自己报告的占用。与“页忙”的区别在于最长空闲段：若它比请求还长且错误为 -16，则是页无法迁移。"},
    .remedy = {"take large buffers once, early, and keep them; or give their device a pool of its own",
               "大缓冲区应尽早一次分配并一直持有；或为该设备建立专用池"},
    .explain = explain,
};

}  // namespace rampart
