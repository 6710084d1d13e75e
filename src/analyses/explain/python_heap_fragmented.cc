#include <optional>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/python_heap.h"
#include "base/size_text.h"

namespace rampart {
namespace {

void tell_pieces(CauseDraft& cause, const PythonDump& dump, Bytes largest) {
  cause.evidence(dump.clue).evidence(dump.blocks);
  cause.fact("free_bytes", dump.reachable()).fact("largest_free_bytes", largest);
  cause.detail({"{0} are free, the longest run is {1}; MicroPython does not move objects, so that the runs do not join",
                "可用 {0}，最长连续 {1}；MicroPython 不移动对象，空闲段不会合并"},
               size_text(dump.reachable()), size_text(largest));
}

void explain(const Story& story, CauseReport& report) {
  const auto dump = last_python_dump(story);
  if (!dump) return;
  const auto largest = dump->largest_object();
  if (!largest) return;
  const Clue* const refused = story.last(LogFact::PythonNoMemory);
  if (refused != nullptr && refused->event.size && *refused->event.size > *largest &&
      *refused->event.size <= dump->reachable()) {
    CauseDraft cause = report.certain({"the Python heap is in pieces, not full", "Python 堆碎片化，并未用满"});
    cause.evidence(refused).fact("requested_bytes", *refused->event.size);
    tell_pieces(cause, *dump, *largest);
    return;
  }
  if (!is_heap_in_pieces(dump->reachable(), *largest)) return;
  CauseDraft cause = report.likely({"the free part of the Python heap is in pieces", "Python 堆的空闲部分已碎片化"});
  cause.severity(Severity::Warning);
  tell_pieces(cause, *dump, *largest);
}

}  // namespace

extern const CauseRule python_heap_fragmented_cause{
    .id = "python-heap-fragmented",
    .cause_class = "python_heap_fragmented",
    .severity = Severity::Error,
    .title = {"the Python heap is in pieces", "Python 堆碎片化"},
    .explanation =
        {"An object lies in one run of blocks, and the collector moves none. Small objects that live long, made "
         "between "
         "large ones that do not, leave free runs too short for the next large one: a MemoryError with much memory "
         "free.\n\n"
         "`max free sz` of mem_info() is the longest run, in blocks of 16 bytes. Where the heap grows, a new area of "
         "up to "
         "`max new split` counts as a run too.",
         "一个对象占一段连续的块，回收器不移动对象。长寿的小对象夹在短寿的大对象之间，留下的空闲段不足以放下下一个大对"
         "象：空闲"
         "很多仍会 MemoryError。\n\n"
         "mem_info() 的 `max free sz` 是最长空闲段，单位为 16 字节的块。堆可增长时，至多 `max new split` "
         "的新区域也算一段。"},
    .remedy = {"allocate large buffers once, at the start of the program, and reuse them (readinto, memoryview); call "
               "gc.collect() before a large allocation, or set gc.threshold() so that garbage does not pile up",
               "大缓冲区在程序开始时一次分配并重复使用（readinto、memoryview）；在大的分配之前调用 gc.collect()，或设 "
               "gc.threshold() 以免垃圾堆积"},
    .explain = explain,
};

}  // namespace rampart
