#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/pool_words.h"
#include "sources/memory_parameters.h"

namespace rampart {
namespace {

/// The number with which a driver or a program gave up.
void tell_error(CauseDraft& cause, const Story& story) {
  for (const LogFact what : {LogFact::ProbeFailed, LogFact::DriverAllocFailed}) {
    for (const Clue* const line : story.clues(what)) {
      if (line->event.number) {
        cause.fact("errno", *line->event.number);
        return;
      }
    }
  }
}

void tell_options(CauseDraft& cause, std::initializer_list<const char*> options) {
  std::vector<FactScalar> names;
  for (const char* const option : options) names.emplace_back(std::string{option});
  cause.fact("kernel_options", std::move(names));
}

bool is_missing(const Clue& clue) { return clue.event.text.contains("No such file"); }
bool is_forbidden(const Clue& clue) { return clue.event.text.contains("ermission denied"); }

/// No DMA-BUF heap, for a program that asked for one.
void explain_heaps(const Story& story, CauseReport& report) {
  std::vector<const Clue*> lines;
  for (const Clue* const line : story.clues(LogFact::HeapNotOpened)) {
    if (is_forbidden(*line)) return;  // there is one
    if (is_missing(*line)) lines.push_back(line);
  }
  const auto missing = story.clues(LogFact::HeapMissing);
  lines.insert(lines.end(), missing.begin(), missing.end());
  if (lines.empty()) return;
  const StoryPool* const pool = story.default_pool();
  CauseDraft cause = report.likely({"the kernel has no DMA-BUF heap of contiguous memory for programs",
                                    "内核没有向程序提供连续内存的 DMA-BUF heap"});
  cause.evidence_of(lines)
      .follows_of(story.clues(LogFact::ProbeFailed))
      .follows_of(story.clues(LogFact::DriverAllocFailed));
  const Clue* const named = story.first(LogFact::HeapNotOpened);
  cause.fact("missing_device", "/dev/dma_heap/" + (named != nullptr && missing.empty() ? named->event.name : "*"));
  tell_error(cause, story);
  tell_options(cause, {"CONFIG_DMABUF_HEAPS", "CONFIG_DMABUF_HEAPS_CMA"});
  if (pool != nullptr) {
    cause.detail({"the pool {0} is there, and no heap of it: the kernel lacks the driver",
                  "池 {0} 存在，但没有对应的 heap：内核缺少该驱动"},
                 pool->name);
    cause.remedy({"build the kernel with CONFIG_DMABUF_HEAPS=y and CONFIG_DMABUF_HEAPS_CMA=y, or use the vendor's",
                  "内核打开 CONFIG_DMABUF_HEAPS=y 和 CONFIG_DMABUF_HEAPS_CMA=y，或改用厂商内核"});
  } else {
    cause.detail({"a program looked below /dev/dma_heap and found nothing to open",
                  "程序在 /dev/dma_heap 下没有找到可打开的设备"});
    cause.remedy(
        {"build the kernel with CONFIG_DMABUF_HEAPS=y and CONFIG_DMABUF_HEAPS_CMA=y (or use the vendor's), and "
         "see that a CMA pool exists: CmaTotal in /proc/meminfo, else cma=64M or more",
         "内核打开 CONFIG_DMABUF_HEAPS=y 和 CONFIG_DMABUF_HEAPS_CMA=y（或改用厂商内核），并确认存在 CMA 池：看 "
         "/proc/meminfo 的 CmaTotal，没有则加 cma=64M 或更大"});
  }
}

/// The parameter that the kernel did not know: `cma=64M`; empty if it took it.
std::string unknown_cma(const Clue& clue) {
  for (const Parameter& parameter : parse_command_line(clue.event.name, clue.file).parameters) {
    if (parameter.name == "cma" && parameter.value) return "cma=" + *parameter.value;
  }
  return {};
}

/// A kernel without CONFIG_DMA_CMA passes `cma=` on to the first program.
void explain_parameter(const Story& story, CauseReport& report) {
  for (const Clue* const line : story.clues(LogFact::UnknownParameters)) {
    const std::string parameter = unknown_cma(*line);
    if (parameter.empty()) continue;
    CauseDraft cause = report.certain({"the kernel does not know {0}: it is built without CMA for devices",
                                       "内核不认识 {0}：编译时没有打开设备用的 CMA"},
                                      parameter);
    cause.evidence(line).fact("cmdline", parameter);
    tell_options(cause, {"CONFIG_CMA", "CONFIG_DMA_CMA"});
    tell_error(cause, story);
    for (const LogFact what :
         {LogFact::DriverAllocFailed, LogFact::HeapMissing, LogFact::ProbeFailed, LogFact::HeapNotOpened}) {
      cause.follows_of(story.clues(what));
    }
    cause.remedy({"build the kernel with CONFIG_CMA=y and CONFIG_DMA_CMA=y; {0} then counts",
                  "内核打开 CONFIG_CMA=y 和 CONFIG_DMA_CMA=y，{0} 才会生效"},
                 parameter);
    return;
  }
}

/// What may be missing for want of a pool. Without any, a kernel with no pool is what a server usually has.
std::vector<const Clue*> victims(const Story& story) {
  std::vector<const Clue*> lines;
  for (const LogFact what : {LogFact::DriverAllocFailed, LogFact::AtomicPoolFailed, LogFact::HeapMissing}) {
    const auto all = story.clues(what);
    lines.insert(lines.end(), all.begin(), all.end());
  }
  return lines;
}

std::optional<Bytes> meminfo(const Story& story, std::string_view name, const Clue*& line) {
  for (const Clue* const value : story.clues(LogFact::MemInfoValue)) {
    if (value->event.name != name) continue;
    line = value;
    return value->event.size;
  }
  return std::nullopt;
}

/// No pool at all: `0K cma-reserved`, or CmaTotal of 0.
void explain_none(const Story& story, CauseReport& report) {
  const Clue* line = story.last(LogFact::MemoryLine);
  const bool says_none = line != nullptr && line->event.memory->cma_reserved == Bytes{0};
  const Clue* total = nullptr;
  const bool has_none = meminfo(story, "CmaTotal", total) == Bytes{0};
  // What could not be made is another cause's.
  if ((!says_none && !has_none) || !story.pools().empty() || story.has(LogFact::CmaFailed) ||
      story.has(LogFact::TreeNotUsed) || story.has(LogFact::NodeNotAllocated)) {
    return;
  }
  const auto harmed = victims(story);
  const auto asked = memory_parameters(story.command_line()).cma;
  const bool is_off = asked && asked->size.value == 0;
  CauseDraft cause = report.likely({"there is no CMA area", "没有任何 CMA 区域"});
  // A whole boot that complains of nothing needs none; a line that somebody picked out asks why.
  if (harmed.empty()) cause.severity(story.has(LogFact::KernelVersion) ? Severity::Note : Severity::Warning);
  if (says_none) cause.evidence(line);
  cause.evidence(total).follows_of(harmed);
  if (line != nullptr && says_none) {
    cause.fact("mem_total_kib", line->event.memory->physical.value >> 10)
        .fact("mem_available_kib", line->event.memory->available.value >> 10);
  }
  cause.fact("cma_reserved_kib", std::uint64_t{0});
  tell_error(cause, story);
  cause.detail({"large buffers come from ordinary pages, in one piece only as long as RAM is not in pieces",
                "大缓冲区只能来自普通页，一旦 RAM 碎片化就拿不到连续内存"});
  if (is_off) {
    cause.evidence(story.command_line_clue()).fact("cmdline", "cma=" + story.parameter("cma")->value.value_or(""));
    cause.remedy({"remove cma= of size 0 from the command line, or write cma=64M or more",
                  "从命令行去掉大小为 0 的 cma=，或改为 cma=64M 或更大"});
  } else {
    cause.remedy(
        {"add cma=64M (or what the devices need) to the command line, or a shared-dma-pool with reusable and "
         "linux,cma-default to /reserved-memory",
         "在命令行加 cma=64M（或设备所需大小），或在 /reserved-memory 中加带 reusable 和 linux,cma-default 的 "
         "shared-dma-pool"});
  }
}

void explain(const Story& story, CauseReport& report) {
  explain_parameter(story, report);
  explain_heaps(story, report);
  explain_none(story, report);
}

}  // namespace

extern const CauseRule cma_not_available_cause{
    .id = "cma-not-available",
    .cause_class = "cma_not_available",
    .severity = Severity::Error,
    .title = {"the kernel has no CMA area, or no heap that hands it out", "内核没有 CMA 区域，或没有对应的 heap"},
    .explanation =
        {"Contiguous memory for devices needs CONFIG_DMA_CMA and an area: from `cma=`, the tree, or the build. Without "
         "CONFIG_DMA_CMA `cma=` stands among the unknown parameters; with it and no area the Memory line says `0K "
         "cma-reserved`. For programs the kernel also needs CONFIG_DMABUF_HEAPS and CONFIG_DMABUF_HEAPS_CMA, which "
         "many distributions leave out: then camera and codec stacks find nothing below /dev/dma_heap.\n\n"
         "`Permission denied` on a heap is something else: it is there, and the user is not in its group.",
         "设备用的连续内存需要 CONFIG_DMA_CMA 和一个区域（来自 `cma=`、设备树或编译配置）。没有 CONFIG_DMA_CMA 时 "
         "`cma=` "
         "会列在未知参数中；有但没有区域时 Memory 行显示 `0K cma-reserved`。供程序使用还需要 CONFIG_DMABUF_HEAPS 和 "
         "CONFIG_DMABUF_HEAPS_CMA，许多发行版没有打开，相机和编解码程序在 /dev/dma_heap 下就什么也找不到。\n\n"
         "打开 heap 时报 `Permission denied` 是另一回事：它存在，只是用户不在相应的组里。"},
    .remedy = {"build the kernel with CONFIG_DMA_CMA, CONFIG_DMABUF_HEAPS and CONFIG_DMABUF_HEAPS_CMA, and reserve an "
               "area with cma=",
               "内核打开 CONFIG_DMA_CMA、CONFIG_DMABUF_HEAPS、CONFIG_DMABUF_HEAPS_CMA，并用 cma= 预留区域"},
    .explain = explain,
};

}  // namespace rampart
