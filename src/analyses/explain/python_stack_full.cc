#include <algorithm>
#include <cstdint>

#include "analyses/explain/cause_rule.h"
#include "base/percent.h"
#include "base/size_text.h"

namespace rampart {
namespace {

/// Used of the limit, in percent, from which on a call or two deeper is too deep.
constexpr std::uint64_t nearly_deep_percent = 85;

void explain(const Story& story, CauseReport& report) {
  const Clue* const stack = story.last(LogFact::PythonStack);
  const auto told = [&](CauseDraft& cause) {
    if (stack == nullptr || stack->event.amounts.size() < 2) return;
    cause.evidence(stack).fact("stack_used_bytes", Bytes{stack->event.amounts[0]});
    cause.fact("stack_limit_bytes", Bytes{stack->event.amounts[1]});
  };
  if (const Clue* const deep = story.last(LogFact::PythonTooDeep)) {
    CauseDraft cause = report.certain({"a program calls too deep for the stack", "程序调用过深，栈空间不足"});
    cause.evidence(deep);
    told(cause);
    return;
  }
  if (stack == nullptr || stack->event.amounts.size() < 2) return;
  const std::uint64_t used = stack->event.amounts[0];
  const std::uint64_t limit = stack->event.amounts[1];
  if (percent_of({std::min(used, limit)}, {limit}).value_or(0) < nearly_deep_percent) return;
  CauseDraft cause = report.likely({"the stack is nearly full: {0} of {1}", "栈将满：{1} 已用 {0}"}, size_text({used}),
                                   size_text({limit}));
  cause.severity(Severity::Warning);
  told(cause);
}

}  // namespace

extern const CauseRule python_stack_full_cause{
    .id = "python-stack-full",
    .cause_class = "python_stack_full",
    .severity = Severity::Error,
    .title = {"the stack of MicroPython is full", "MicroPython 的栈已满"},
    .explanation =
        {"MicroPython runs Python functions on the C stack of its task, which has a fixed limit and is no part of the "
         "heap. "
         "`stack: N out of M` of mem_info() shows its use at the place of the call. Past the limit a RuntimeError is "
         "raised, `maximum recursion depth exceeded`, even without recursion.",
         "MicroPython 在其任务的 C 栈上执行 Python 函数，栈大小固定，不属于堆。mem_info() 的 `stack: N out of M` "
         "是调用处的用量。超过上限即抛出 RuntimeError `maximum recursion depth exceeded`，即使没有递归。"},
    .remedy =
        {"turn recursion into a loop, split long expressions and deep call chains, or build the firmware with a larger "
         "stack for its task",
         "把递归改为循环，拆分长表达式与过深的调用链，或在构建固件时加大其任务的栈"},
    .explain = explain,
};

}  // namespace rampart
