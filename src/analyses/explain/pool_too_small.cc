#include <algorithm>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/shortage_words.h"

namespace rampart {
namespace {

/// Room for what was asked beside what is held, with half of it again for runs that do not fit together.
Bytes enough(const Shortage& shortage, const Story& story) {
  const Bytes held = shortage.free ? saturating_sub(shortage.total.value_or(Bytes{}), *shortage.free) : Bytes{};
  const Bytes need = saturating_add(held, shortage.requested);
  return rounded_up(saturating_add(need, {need.value / 2}), std::max(story.granule(), mib(16)));
}

void explain(const Story& story, CauseReport& report) {
  for (const Shortage& shortage : shortages(story)) {
    if (shortage.kind != ShortageKind::TooLarge) continue;
    CauseDraft cause =
        report.certain({"{0} is too small for what it has to serve", "{0} 太小，不够用"}, shortage.pool_name());
    describe(cause, shortage);
    const Bytes size = enough(shortage, story);
    cause.fact("suggested_pool_bytes", size);
    if (shortage.is_of_default_pool()) {
      cause.remedy({"give the kernel a larger default pool: cma={0}M on its command line, or a linux,cma node with "
                    "size {1:#x} (memory that firmware takes for itself, such as gpu_mem, does not enlarge it)",
                    "增大内核默认池：命令行加 cma={0}M，或在设备树的 linux,cma 节点写 size {1:#x}（固件自留的内存，如 "
                    "gpu_mem，不会增大它）"},
                   size.value >> 20, size.value);
    } else {
      cause.remedy({"enlarge {0} to {1} in its node of /reserved-memory: {2:#x}",
                    "在 /reserved-memory 中把 {0} 增大到 {1}：{2:#x}"},
                   shortage.pool_name(), size_text(size), size.value);
    }
  }
}

}  // namespace

extern const CauseRule pool_too_small_cause{
    .id = "pool-too-small",
    .cause_class = "pool_too_small",
    .severity = Severity::Error,
    .title = {"a pool is smaller than what it has to serve", "池小于它需要服务的用量"},
    .explanation =
        {"The request is larger than the whole pool, or the pool is the default that the kernel was built with and "
         "its rightful users fill it: no order of requests would fit.\n\n"
         "Told from an exhausted pool by the pool's origin: one that somebody sized for a workload and that is full is "
         "exhausted, and then it is worth asking who holds it.",
         "请求大于整个池；或该池只是内核编译时的默认大小，正常使用者就能占满它：无论以何种顺序请求都放不下。\n\n"
         "与“用尽”的区别在于池的来源：有人按负载设定过大小的池被占满属于“用尽”，此时应查是谁占用。"},
    .remedy = {"make the pool larger: cma= on the command line, or its node in the device tree",
               "增大池：命令行 cma=，或设备树中的节点"},
    .explain = explain,
};

}  // namespace rampart
