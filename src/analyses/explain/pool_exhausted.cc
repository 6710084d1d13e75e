#include "analyses/explain/cause_rule.h"
#include "analyses/explain/shortage_words.h"

namespace rampart {
namespace {

void explain(const Story& story, CauseReport& report) {
  for (const Shortage& shortage : shortages(story)) {
    const bool is_unclear = shortage.kind == ShortageKind::Unclear;
    if (shortage.kind != ShortageKind::Exhausted && !is_unclear) continue;
    CauseDraft cause =
        is_unclear
            ? report.possible({"{0} is full, or in pieces", "{0} 已用尽，或已碎片化"}, shortage.pool_name())
            : report.certain({"{0} is used up by those who hold it", "{0} 已被当前使用者用尽"}, shortage.pool_name());
    describe(cause, shortage);
    cause.remedy({"see who holds it with `rampart cma holders {0}`; free buffers that nobody needs, or enlarge the "
                  "pool by at least {1}",
                  "用 `rampart cma holders {0}` 查看占用者；释放不再需要的缓冲区，或把池至少增大 {1}"},
                 shortage.pool_name(), size_text(rounded_up(shortage.requested, story.granule())));
  }
}

}  // namespace

extern const CauseRule pool_exhausted_cause{
    .id = "pool-exhausted",
    .cause_class = "pool_exhausted",
    .severity = Severity::Error,
    .title = {"a pool is used up by those who hold it", "池已被当前使用者用尽"},
    .explanation =
        {"Less is free in the pool than was asked for: other buffers hold it. A buffer whose file descriptor leaked "
         "holds it until its process ends.\n\n"
         "Without a run list and without the driver's own count nothing tells how much is free: then the cause is only "
         "possible, and `rampart cma list` on the device, or CONFIG_CMA_DEBUG, tells more.",
         "池中空闲量小于请求量：其它缓冲区占用了它。文件描述符泄漏的缓冲区会一直占用到进程结束。\n\n"
         "没有空闲段列表、驱动也没有报告占用时，无法得知空闲量：此时该原因只是“可能”，可在设备上运行 `rampart cma "
         "list`，"
         "或打开 CONFIG_CMA_DEBUG。"},
    .remedy = {"find out who holds the pool, free what nobody needs, or enlarge it",
               "查明谁占用了池，释放不需要的部分，或增大池"},
    .explain = explain,
};

}  // namespace rampart
