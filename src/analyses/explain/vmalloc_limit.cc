#include <algorithm>
#include <optional>
#include <span>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/shortage_words.h"

namespace rampart {
namespace {

/// Of arm since 3.3, unless vmalloc= says otherwise.
constexpr Bytes usual_area = mib(240);
/// Addresses are moved between low memory and the area by whole sections; people do it by this.
constexpr Bytes step = mib(64);

std::optional<Bytes> told_area(const Story& story) {
  if (const Parameter* const parameter = story.parameter("vmalloc"); parameter != nullptr && parameter->value) {
    const Result<Bytes> size = parse_size(*parameter->value, "vmalloc");
    if (size) return size.value();
  }
  if (const Clue* const area = story.last(LogFact::VmallocArea); area != nullptr && area->event.last) {
    if (*area->event.first <= *area->event.last) return Bytes{*area->event.last - *area->event.first + 1};
  }
  for (const Clue* const value : story.clues(LogFact::MemInfoValue)) {
    if (value->event.name == "VmallocTotal") return value->event.size;
  }
  return std::nullopt;
}

/// No 32-bit kernel has so large an area: there the addresses are those of modules, which vmalloc= does not move.
bool is_64_bit(const Story& story) {
  if (story.board() != nullptr && !story.board()->architecture_assumed) {
    const Architecture architecture = story.board()->architecture;
    return architecture == Architecture::Arm64 || architecture == Architecture::Riscv64;
  }
  // `Address range restricted to 0xffff800080000000 - ...`
  for (const Clue* const line : story.clues(LogFact::AddressSpaceFull)) {
    const std::size_t at = line->event.text.find("restricted to 0x");
    if (at != std::string::npos && line->event.text.find(' ', at + 16) > at + 16 + 8) return true;
  }
  return told_area(story).value_or(Bytes{}) >= gib(4);
}

Bytes largest(std::span<const Clue* const> lines) {
  Bytes size;
  for (const Clue* const line : lines) size = std::max(size, line->event.size.value_or(Bytes{}));
  return size;
}

void tell_remedy(CauseDraft& cause, const Story& story, Bytes requested) {
  if (is_64_bit(story)) {
    cause.remedy(
        {"vmalloc= does nothing on a 64-bit kernel: a limited range is full, mostly that of modules; load "
         "fewer or smaller modules, or build drivers in",
         "64 位内核上 vmalloc= 无效：用尽的是受限地址范围（多为模块区）；减少或缩小模块，或把驱动编入内核"});
    return;
  }
  const Bytes area = told_area(story).value_or(usual_area);
  const Bytes size = rounded_up(saturating_add(area, saturating_add(requested, requested)), step);
  cause.fact("suggested_vmalloc_bytes", size);
  cause.remedy({"enlarge the kernel's address space for mappings: vmalloc={0}M on the command line (now {1}); low "
                "memory shrinks by the difference, so use no more. Buffers that the processor never touches need no "
                "mapping: DMA_ATTR_NO_KERNEL_MAPPING",
                "增大内核映射地址空间：命令行加 vmalloc={0}M（现为 {1}）；低端内存会相应减少，不要过大。CPU "
                "不访问的缓冲区无需映射：DMA_ATTR_NO_KERNEL_MAPPING"},
               size.value >> 20, size_text(area));
}

void explain(const Story& story, CauseReport& report) {
  const auto lines = story.clues(LogFact::AddressSpaceFull);
  if (lines.empty()) return;
  // Only these name the addresses; the others could be a list entry that no memory was left for.
  const bool is_sure = std::ranges::any_of(lines, [](const Clue* line) {
    return line->event.text.contains("vmap allocation") || line->event.text.contains("Address range");
  });
  CauseDraft cause = report.add(is_sure ? Confidence::Certain : Confidence::Likely,
                                {"the kernel has no addresses left to map the buffer at, whatever memory is free",
                                 "内核没有地址可映射该缓冲区，与空闲内存多少无关"});
  const Bytes requested = largest(lines);
  const auto area = told_area(story);
  cause.evidence_of(lines).evidence(story.last(LogFact::VmallocArea));
  if (story.parameter("vmalloc") != nullptr) cause.evidence(story.command_line_clue());
  cause.follows_of(story.clues(LogFact::DriverAllocFailed)).follows_of(story.clues(LogFact::ProbeFailed));
  cause.fact("requested_bytes", requested).fact("vmalloc_bytes", area);
  for (const Clue* const value : story.clues(LogFact::MemInfoValue)) {
    if (value->event.name == "VmallocChunk") cause.fact("largest_free_bytes", value->event.size);
  }
  for (const Clue* const driver : story.clues(LogFact::DriverAllocFailed)) {
    if (driver->event.other.empty()) continue;
    cause.fact("device", driver->event.other);
    break;
  }
  if (area) {
    cause.detail({"a mapping of {0} found no place in the {1} of addresses for mappings",
                  "{0} 的映射在 {1} 的映射地址空间中找不到位置"},
                 size_text(requested), size_text(*area));
  } else {
    cause.detail({"a mapping of {0} found no place", "{0} 的映射找不到位置"}, size_text(requested));
  }
  tell_remedy(cause, story, requested);
}

}  // namespace

extern const CauseRule vmalloc_limit_cause{
    .id = "vmalloc-limit",
    .cause_class = "vmalloc_limit",
    .severity = Severity::Error,
    .title = {"the kernel's address space for mappings is full", "内核映射地址空间（vmalloc）用尽"},
    .explanation =
        {"A 32-bit kernel maps buffers, device registers and modules into an area of addresses of some 240 MiB "
         "(arm; vmalloc= sets it). A buffer of high memory or of a CMA pool needs a run of addresses there as well as "
         "memory. When none is left the allocation fails although the pool has room.\n\n"
         "Told from a pool that is full by the words: `vmap allocation for size N failed: use vmalloc=<size> to "
         "increase size` is about addresses, `cma_alloc: ... alloc failed` about memory.",
         "32 位内核把缓冲区、设备寄存器和模块映射到约 240 MiB 的地址区（arm；由 vmalloc= 设定）。高端内存或 CMA "
         "池的缓冲区除内存外还需要一段连续地址。地址用尽时，即使池中有空间，分配也会失败。\n\n"
         "与“池已满”的区别在于措辞：`vmap allocation for size N failed: use vmalloc=<size> to increase size` "
         "说的是地址，`cma_alloc: ... alloc failed` 说的是内存。"},
    .remedy = {"enlarge vmalloc= on the command line, at the expense of low memory",
               "在命令行增大 vmalloc=，低端内存会相应减少"},
    .explain = explain,
};

}  // namespace rampart
