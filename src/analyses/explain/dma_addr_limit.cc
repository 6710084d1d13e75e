#include <algorithm>
#include <bit>
#include <optional>
#include <string>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/shortage_words.h"

namespace rampart {
namespace {

/// A slot of swiotlb, and the longest run of them that one mapping can have.
constexpr Bytes slot = kib(2);
constexpr Bytes largest_mapping = kib(256);

std::string device_of(const Clue* clue) { return clue->event.other.empty() ? clue->event.name : clue->event.other; }

/// What the lines tell of one address that a device could not reach.
struct Unreached {
  std::optional<std::uint64_t> phys, dma_addr, mask, bus_limit, bounce;
  std::optional<Bytes> size;
  std::string device;
};

Unreached unreached_of(const Story& story) {
  Unreached found;
  if (const Clue* const clue = story.first(LogFact::DmaNotCapable)) {
    found.phys = clue->event.first;
    found.dma_addr = clue->event.other_first;
  }
  if (const Clue* const clue = story.first(LogFact::DmaLimits)) {
    found.mask = clue->event.limit;
    found.bus_limit = clue->event.other_last;
  }
  if (const Clue* const clue = story.first(LogFact::DmaOverflow)) {
    const bool is_bounce = clue->event.text.contains("swiotlb addr");
    (is_bounce ? found.bounce : found.dma_addr) = clue->event.first;
    found.size = clue->event.size;
    found.device = clue->event.other;
    if (!found.mask) found.mask = clue->event.limit;
    if (!found.bus_limit) found.bus_limit = clue->event.other_last;
  }
  return found;
}

/// The bits that a mask needs for the whole buffer.
std::optional<std::uint64_t> needed_bits(const Unreached& one) {
  const std::uint64_t first = std::max(one.dma_addr.value_or(0), one.bounce.value_or(0));
  if (first == 0) return std::nullopt;
  const std::uint64_t last = saturating_add({first}, saturating_sub(one.size.value_or(Bytes{1}), {1})).value;
  return static_cast<std::uint64_t>(std::bit_width(last));
}

void tell_remedy(CauseDraft& cause, const Unreached& one) {
  const auto bits = needed_bits(one);
  const bool bus_is_short = one.bus_limit && *one.bus_limit != 0 && one.dma_addr && *one.dma_addr > *one.bus_limit;
  if (bus_is_short) {
    cause.remedy({"the bus ends at {0:#x}, below the buffer: enlarge dma-ranges of its node if the hardware reaches "
                  "more, or let buffers come from a pool below it (shared-dma-pool with alloc-ranges, memory-region)",
                  "总线只能到 {0:#x}，低于缓冲区：若硬件能及更多，扩大其节点的 dma-ranges；或让缓冲区取自更低的池"
                  "（shared-dma-pool 加 alloc-ranges，memory-region）"},
                 *one.bus_limit);
  } else if (bits) {
    cause.remedy({"let the driver call dma_set_mask_and_coherent(dev, DMA_BIT_MASK({0})) if the device has so many "
                  "address lines; else move the inbound window (dma-ranges of the host bridge) so that RAM appears "
                  "below {1:#x} on the bus",
                  "若设备有足够的地址线，驱动应调用 dma_set_mask_and_coherent(dev, DMA_BIT_MASK({0}))；否则调整入站窗口"
                  "（主桥的 dma-ranges），使内存在总线上低于 {1:#x}"},
                 *bits, one.mask ? saturating_add({*one.mask}, {1}).value : std::uint64_t{1} << 32);
  }
}

void explain_overflow(const Story& story, CauseReport& report) {
  const auto overflows = story.clues(LogFact::DmaOverflow);
  const auto incapable = story.clues(LogFact::DmaNotCapable);
  if (overflows.empty() && incapable.empty()) return;
  const Unreached one = unreached_of(story);
  CauseDraft cause = report.certain({"{0} cannot reach its buffer, nor the bounce buffer", "{0} 够不到缓冲区"},
                                    one.device.empty() ? "a device" : one.device);
  cause.evidence_of(incapable).evidence_of(story.clues(LogFact::DmaLimits)).evidence_of(overflows);
  cause.follows_of(story.clues(LogFact::ProbeFailed)).follows_of(story.clues(LogFact::DriverAllocFailed));
  if (!one.device.empty()) cause.fact("device", one.device);
  cause.fact("phys", one.phys)
      .fact("dma_addr", one.dma_addr)
      .fact("dma_mask", one.mask)
      .fact("bus_dma_limit", one.bus_limit)
      .fact("swiotlb_addr", one.bounce)
      .fact("size_bytes", one.size)
      .fact("needed_mask_bits", needed_bits(one));
  const std::uint64_t address = one.dma_addr ? *one.dma_addr : one.bounce.value_or(0);
  if (one.mask && address != 0) {
    cause.detail({"the buffer is at {0:#x} on the bus, the device's mask is {1:#x}, of {2} bits",
                  "缓冲区在总线上位于 {0:#x}，设备掩码为 {1:#x}（{2} 位）"},
                 address, *one.mask, std::bit_width(*one.mask));
  }
  tell_remedy(cause, one);
}

/// A driver of its own words: the device has 32 address lines.
void explain_too_high(const Story& story, CauseReport& report) {
  const auto lines = story.clues(LogFact::BufferTooHigh);
  if (lines.empty()) return;
  const Clue* const line = lines.front();
  const std::string& text = line->event.text;
  const std::string device = line->event.name.empty() ? device_of(line) : line->event.name;
  CauseDraft cause = report.certain({"a buffer lies above what {0} reaches", "缓冲区高于 {0} 可及的地址"},
                                    device.empty() ? "a device" : device);
  cause.evidence_of(lines).follows_of(story.clues(LogFact::DriverAllocFailed));
  if (!device.empty()) cause.fact("device", device);
  if (text.contains("arger than 4G")) {
    cause.fact("address_bits", std::uint64_t{32}).fact("limit", std::uint64_t{1} << 32);
  }
  if (const std::size_t at = text.find("unsupported "); at != std::string::npos) {
    cause.fact("message", text.substr(at, text.find_last_not_of("!. \t") + 1 - at));
  }
  cause.remedy(
      {"take the buffers that {0} touches from memory below 4 GiB: a CMA heap (/dev/dma_heap/linux,cma) whose "
       "node has alloc-ranges that end at 0xffffffff, or the DMA32 flag of the allocator (system-uncached-dma32 "
       "of Rockchip)",
       "让 {0} 使用的缓冲区取自 4 GiB 以下：CMA heap（/dev/dma_heap/linux,cma，其节点 alloc-ranges 止于 "
       "0xffffffff），或分配器的 DMA32 标志（Rockchip 的 system-uncached-dma32）"},
      device.empty() ? "the device" : device);
}

/// swiotlb copies what a device cannot reach; it has a size.
void explain_bounce_full(const Story& story, CauseReport& report) {
  const auto lines = story.clues(LogFact::BounceFull);
  if (lines.empty()) return;
  const LogEvent& event = lines.front()->event;
  const std::string device = device_of(lines.front());
  const bool is_too_long = event.size && *event.size > largest_mapping;
  CauseDraft cause = report.certain({"the bounce buffer has no room for {0}", "bounce buffer 没有空间给 {0}"},
                                    device.empty() ? "a device" : device);
  cause.evidence_of(lines).evidence(story.first(LogFact::SwiotlbFailed)).evidence(story.first(LogFact::SwiotlbMapped));
  cause.follows_of(story.clues(LogFact::DriverAllocFailed)).follows_of(story.clues(LogFact::ProbeFailed));
  if (!device.empty()) cause.fact("device", device);
  cause.fact("size_bytes", event.size);
  const std::uint64_t slots = event.amounts.empty() ? 0 : event.amounts.front();
  if (event.amounts.size() == 2) cause.fact("swiotlb_slots", slots).fact("swiotlb_used_slots", event.amounts[1]);
  if (is_too_long) {
    cause.detail({"one mapping of {0} is asked for; swiotlb gives {1} at most, however large it is",
                  "一次映射请求 {0}；swiotlb 无论多大，单次最多 {1}"},
                 size_text(*event.size), size_text(largest_mapping));
    cause.remedy(
        {"let the driver ask for no more than dma_max_mapping_size() at once; or let the device reach the "
         "memory itself: a larger DMA mask, or buffers from a pool below its limit",
         "驱动每次映射不得超过 dma_max_mapping_size()；或让设备直接够到内存：更大的 DMA "
         "掩码，或取自其限制以下的池"});
    return;
  }
  const std::uint64_t enough = (slots == 0 ? std::uint64_t{mib(64).value / slot.value} : slots) * 2;
  cause.fact("suggested_swiotlb_slots", enough);
  cause.remedy({"enlarge it: swiotlb={0} on the command line ({1}); better, let the device reach its memory itself: a "
                "larger DMA mask, or buffers from a pool below its limit",
                "增大：命令行加 swiotlb={0}（{1}）；更好的做法是让设备直接够到内存：更大的 DMA "
                "掩码，或取自其限制以下的池"},
               enough, size_text({enough * slot.value}));
}

void explain_board(const Story& story, CauseReport& report) {
  if (story.has_log()) return;
  for (const Finding* const finding : story.board_findings("dma-limit")) {
    const bool is_error = finding->severity == Severity::Error;
    CauseDraft cause =
        report.add(is_error ? Confidence::Certain : Confidence::Possible, {"{0}", "{0}"}, finding->message);
    cause.severity(finding->severity).detail({"{0}", "{0}"}, finding->effect);
    for (const std::string& region : finding->regions) cause.region(region);
    for (const Origin& origin : finding->locations) cause.at(origin);
  }
}

void explain(const Story& story, CauseReport& report) {
  explain_overflow(story, report);
  explain_too_high(story, report);
  explain_bounce_full(story, report);
  explain_board(story, report);
}

}  // namespace

extern const CauseRule dma_addr_limit_cause{
    .id = "dma-addr-limit",
    .cause_class = "dma_addr_limit",
    .severity = Severity::Error,
    .title = {"a device cannot reach the address of its buffer", "设备够不到缓冲区的地址"},
    .explanation =
        {"A device has so many address lines, its driver sets a DMA mask, and its bus has a window (dma-ranges). A "
         "buffer beyond any of them is copied through swiotlb, the bounce buffer, which must lie within reach itself, "
         "has a size, and gives 256 KiB to one mapping at most. Devices that share buffers without the DMA API, as RGA "
         "does, have no such help.\n\n"
         "Told from a full pool by the words: memory was had, its address did not fit. The address on the bus counts, "
         "not that of the processor.",
         "设备的地址线有限，驱动设置 DMA 掩码，总线有窗口（dma-ranges）。超出任何一个的缓冲区要经 "
         "swiotlb（bounce buffer）拷贝；它自身也必须可及，大小有限，单次映射最多 256 KiB。不经 DMA API "
         "共享缓冲区的设备（如 RGA）没有这种帮助。\n\n"
         "与“池已满”的区别在于措辞：内存已分到，只是地址不合适。要看总线上的地址，而不是 CPU 的地址。"},
    .remedy = {"give the device memory below its limit, or widen its mask or its bus's dma-ranges",
               "给设备其限制以下的内存，或放宽其掩码或总线的 dma-ranges"},
    .explain = explain,
};

}  // namespace rampart
