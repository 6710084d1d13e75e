#include <optional>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/python_heap.h"
#include "base/size_text.h"

namespace rampart {
namespace {

void tell_dump(CauseDraft& cause, const PythonDump& dump) {
  cause.evidence(dump.clue);
  cause.fact("used_bytes", dump.used).fact("free_bytes", dump.reachable());
  cause.fact("heap_bytes", saturating_add(dump.total, dump.may_grow.value_or(Bytes{})));
}

/// An allocation was refused, and less than it is left.
void explain_refused(const Story& story, CauseReport& report, const Clue& refused) {
  const Bytes asked = refused.event.size.value_or(Bytes{});
  const auto free = python_free(story);
  const auto dump = last_python_dump(story);
  if (free.empty()) {
    CauseDraft cause = report.possible({"an allocation of {0} was refused", "{0} 的分配被拒绝"}, size_text(asked));
    cause.evidence(&refused).fact("requested_bytes", asked);
    return;
  }
  if (free.back().size >= asked) return;  // it is in pieces, or was full at another moment
  CauseDraft cause =
      report.certain({"the Python heap is full: {0} were asked for, {1} are left", "Python 堆已满：请求 {0}，只剩 {1}"},
                     size_text(asked), size_text(free.back().size));
  cause.evidence_of(story.clues(LogFact::PythonNoMemory)).fact("requested_bytes", asked);
  if (dump) {
    tell_dump(cause, *dump);
  } else {
    cause.evidence(free.back().clue).fact("free_bytes", free.back().size);
  }
}

void explain_nearly_full(CauseReport& report, const PythonDump& dump) {
  const Bytes whole = saturating_add(dump.total, dump.may_grow.value_or(Bytes{}));
  if (!is_heap_nearly_full(dump.used, whole)) return;
  CauseDraft cause = report.possible({"the Python heap is nearly full: {0} of {1} are used, and it cannot grow further",
                                      "Python 堆将满：{1} 已用 {0}，且不能再增长"},
                                     size_text(dump.used), size_text(whole));
  cause.severity(Severity::Warning);
  tell_dump(cause, dump);
  cause.detail(
      {"`used` counts garbage too until the next collection: call gc.collect() before mem_info() to see what a "
       "program holds",
       "`used` 在下次回收前也包含垃圾：先调用 gc.collect() 再看 mem_info()，才知道程序占用多少"});
}

void explain(const Story& story, CauseReport& report) {
  if (const Clue* const refused = story.last(LogFact::PythonNoMemory)) return explain_refused(story, report, *refused);
  if (const auto dump = last_python_dump(story)) explain_nearly_full(report, *dump);
}

}  // namespace

extern const CauseRule python_heap_full_cause{
    .id = "python-heap-full",
    .cause_class = "python_heap_full",
    .severity = Severity::Error,
    .title = {"a program holds all of the Python heap", "程序占满了 Python 堆"},
    .explanation =
        {"MicroPython raises MemoryError when a collection leaves no room for what is asked for. A heap that grows "
         "takes "
         "new areas from the system first, so that `free` and `max new split` together are what is left.\n\n"
         "Told from a heap in pieces by the sum: here all free blocks together are less than what was asked for. Told "
         "from PSRAM that is not in use by the size of the heap: that is another cause.",
         "回收之后仍没有足够空间时，MicroPython 抛出 MemoryError。可增长的堆会先向系统索取新区域，因此剩余量是 `free` "
         "与 "
         "`max new split` 之和。\n\n"
         "与“堆碎片化”的区别在于总量：这里所有空闲块加起来也少于请求。与“没有用上 "
         "PSRAM”的区别在于堆的大小，那是另一个原因。"},
    .remedy =
        {"find what holds it: drop references (del, clear lists), import modules as frozen or .mpy files, stream "
         "instead of reading whole files; mem_info(1) shows the objects by sort",
         "找出占用者：去掉引用（del、清空列表），模块用 frozen 或 .mpy，读文件用流式；mem_info(1) 按类型显示对象"},
    .explain = explain,
};

}  // namespace rampart
