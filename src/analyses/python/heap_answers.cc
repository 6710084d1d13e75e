#include "analyses/python/heap_answers.h"

#include <algorithm>
#include <string>
#include <utility>

#include "analyses/explain/python_heap.h"
#include "analyses/python/answer_draft.h"
#include "analyses/python/heap_report.h"
#include "base/percent.h"
#include "base/size_text.h"

namespace rampart {
namespace {

constexpr Text call_mem_info{"paste what gc.collect() and then micropython.mem_info(1) print",
                             "粘贴先 gc.collect() 再 micropython.mem_info(1) 的输出"};

/// The newest dump, and the line of its totals.
struct NewestHeap {
  PythonHeapReport report;
  const Clue* clue = nullptr;

  Bytes whole() const { return saturating_add(report.total, report.max_new_split.value_or(Bytes{})); }
  std::optional<Bytes> largest_object() const {
    if (!report.largest_free) return std::nullopt;
    return std::max(*report.largest_free, report.max_new_split.value_or(Bytes{}));
  }
};

std::optional<NewestHeap> newest_heap(const Story& story, const std::vector<PythonPaste>& pastes) {
  const auto found = std::ranges::find_if(pastes.rbegin(), pastes.rend(),
                                          [](const PythonPaste& paste) { return !paste.dumps.empty(); });
  if (found == pastes.rend()) return std::nullopt;
  NewestHeap heap{.report = python_report(*found).heaps.back()};
  for (const Clue* const clue : story.clues(LogFact::PythonHeap)) {
    if (clue->file == found->file && clue->event.line == heap.report.line) heap.clue = clue;
  }
  return heap;
}

DiagnosisAnswer heap_in_pieces(const Story& story, const std::optional<NewestHeap>& heap) {
  AnswerDraft answer{"heap-in-pieces", {"the heap is in pieces", "堆已碎片化"}, story.language()};
  const auto largest = heap ? heap->largest_object() : std::nullopt;
  if (!largest) return std::move(answer.help(call_mem_info)).take();
  const Bytes left = heap->report.reachable;
  answer.from(heap->clue).fact("reachable_bytes", left).fact("largest_object_bytes", largest);
  const Clue* const refused = story.last(LogFact::PythonNoMemory);
  const auto asked = refused == nullptr ? std::nullopt : refused->event.size;
  const bool is_refused = asked && *asked > *largest && *asked <= left;
  if (is_refused) answer.from(refused).fact("requested_bytes", asked);
  const auto verdict =
      is_refused || is_heap_in_pieces(left, *largest) ? DiagnosisAnswer::Verdict::Yes : DiagnosisAnswer::Verdict::No;
  answer.say(verdict, {"{0} left, the largest object that fits is {1}", "剩 {0}，放得下的最大对象为 {1}"},
             size_text(left), size_text(*largest));
  return std::move(answer).take();
}

/// The sort of object that holds most, where a map tells. Its `h` are heads of no sort in particular.
std::string largest_sort(const PythonHeapReport& report) {
  if (report.objects.empty() || report.objects.front().letter == 'h') return {};
  return report.objects.front().name;
}

DiagnosisAnswer held_by_program(const Story& story, const std::optional<NewestHeap>& heap) {
  AnswerDraft answer{"program-holds-much", {"a program holds too much", "程序占用过多"}, story.language()};
  if (!heap) return std::move(answer.help(call_mem_info)).take();
  const PythonHeapReport& report = heap->report;
  const Bytes whole = heap->whole();
  answer.from(heap->clue).fact("used_bytes", report.used).fact("heap_bytes", whole);
  const Clue* const refused = story.last(LogFact::PythonNoMemory);
  const bool is_refused = refused != nullptr && refused->event.size && *refused->event.size > report.reachable;
  if (is_refused) answer.from(refused).fact("requested_bytes", refused->event.size);
  const bool is_full = is_refused || is_heap_nearly_full(report.used, whole);
  const std::string sort = largest_sort(report);
  if (!sort.empty()) answer.fact("largest_sort", sort);
  const auto percent = percent_of(std::min(report.used, whole), whole).value_or(0);
  answer.say(is_full ? DiagnosisAnswer::Verdict::Yes : DiagnosisAnswer::Verdict::No,
             sort.empty() ? Text{"{0} of {1} that it may have ({2}%)", "可有 {1}，已用 {0}（{2}%）"}
                          : Text{"{0} of {1} that it may have ({2}%), most in: {3}",
                                 "可有 {1}，已用 {0}（{2}%），最多的是：{3}"},
             size_text(report.used), size_text(whole), percent, sort);
  if (is_full && report.objects.empty()) {
    answer.help(
        {"garbage counts until it is collected: gc.collect(), then micropython.mem_info(1) shows by sort what is held",
         "回收前垃圾也计入：先 gc.collect()，再用 micropython.mem_info(1) 按类型看占用"});
  }
  return std::move(answer).take();
}

}  // namespace

void add_heap_answers(const Story& story, const std::vector<PythonPaste>& pastes,
                      std::vector<DiagnosisAnswer>& answers) {
  const auto heap = newest_heap(story, pastes);
  answers.push_back(heap_in_pieces(story, heap));
  answers.push_back(held_by_program(story, heap));
}

}  // namespace rampart
