#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/ram_words.h"
#include "base/size_text.h"

namespace rampart {
namespace {

/// A reservation that is less of the RAM than this is not what somebody misses.
constexpr std::uint64_t noticed_part = 8;

bool is_noticed(Bytes size, std::optional<Bytes> ram) { return !ram || size.value >= ram->value / noticed_part; }

Bytes kernel_size(const MemoryLine& line) {
  Bytes sum;
  for (const auto& part : {line.code, line.rwdata, line.rodata, line.init, line.bss}) {
    sum = saturating_add(sum, part.value_or(Bytes{}));
  }
  return sum;
}

/// Shows that the numbers of the Memory line add up, if the heap is part of what it calls reserved.
void tell_sum(CauseDraft& cause, const MemoryLine& line, Bytes heap) {
  const Bytes kernel = kernel_size(line);
  cause.fact("mem_total_kib", line.physical.value >> 10).fact("mem_available_kib", line.available.value >> 10);
  const Bytes known = saturating_add(heap, kernel);
  if (!line.reserved || *line.reserved < known) return;
  const Bytes early = saturating_sub(*line.reserved, known);
  const Bytes cma = line.cma_reserved.value_or(Bytes{});
  const Bytes left = saturating_sub(line.physical, saturating_add(saturating_add(known, early), cma));
  cause.fact("cma_bytes", line.cma_reserved)
      .fact("kernel_kib", kernel.value >> 10)
      .fact("early_kib", early.value >> 10)
      .fact("sum_check_kib", left.value >> 10);
  cause.detail(
      {"of {0}: {1} media heap, {2} CMA, {3} kernel, {4} tables of the early boot; {5} are left, which is what "
       "the kernel counts as available",
       "共 {0}：媒体堆 {1}，CMA {2}，内核 {3}，早期表 {4}；剩 {5}，与内核统计的可用量一致"},
      size_text(line.physical), size_text(heap), size_text(cma), size_text(kernel), size_text(early), size_text(left));
}

std::string lower_share(const VendorShare& share) {
  if (share.allocator == "mma_heap") return "sz= of mma_heap";
  if (share.allocator == "rmem") return "rmem=, and raise mem= by the same";
  return "the size in " + share.allocator + "=, and raise mem= by the same";
}

/// A media heap on the command line: `mma_heap=` of SigmaStar lies within Linux's RAM, the others beside `mem=`.
void explain_shares(const Story& story, CauseReport& report) {
  const std::vector<VendorShare> shares = vendor_shares(story);
  if (shares.empty()) return;
  Bytes heap;
  for (const VendorShare& share : shares) heap = saturating_add(heap, share.size);
  const bool is_inside = shares.front().allocator == "mma_heap";
  const Clue* const memory = story.last(LogFact::MemoryLine);
  const auto limit = ram_after_mem_parameter(story);
  if (!is_inside && !limit) return;
  const auto ram = is_inside ? story.ram() : std::optional{saturating_add(*limit, heap)};
  if (!is_noticed(heap, ram)) return;
  CauseDraft cause = report.certain({"{0} of RAM are set aside for {1} on purpose", "有意为 {1} 预留了 {0} 内存"},
                                    size_text(heap), shares.front().allocator);
  cause.evidence(story.command_line_clue()).evidence(memory).evidence(story.first(LogFact::LoaderRam));
  cause.fact("media_heap_bytes", heap).fact("allocator", shares.front().allocator);
  if (limit) cause.fact("mem_parameter_bytes", *limit);
  if (is_inside && memory != nullptr && memory->event.memory) tell_sum(cause, *memory->event.memory, heap);
  cause.remedy({"nothing is lost. If the media stack needs less, lower {0} in bootargs (fw_setenv bootargs): it is "
                "{1:#x} now",
                "没有丢失。若媒体栈用不了这么多，在 bootargs 中（fw_setenv bootargs）降低 {0}：现为 {1:#x}"},
               lower_share(shares.front()), heap.value);
}

/// Pools that a vendor's kernel says it has made.
void explain_vendor_pools(const Story& story, CauseReport& report) {
  const auto installed = installed_ram(story);
  const auto ram = installed ? std::optional{installed->size} : story.ram();
  for (const Clue* const pool : story.clues(LogFact::VendorPoolCreated)) {
    const LogEvent& event = pool->event;
    if (!event.size || !is_noticed(*event.size, ram)) continue;
    const bool is_ion = event.name == "ion";
    CauseDraft cause =
        report.certain({"the vendor's image sets {0} aside for {1} on purpose", "厂商镜像有意为 {1} 预留 {0}"},
                       size_text(*event.size), is_ion ? "ION" : event.name);
    cause.evidence(pool).evidence(story.last(LogFact::MachineModel)).evidence(story.last(LogFact::MemoryLine));
    if (ram) cause.fact("ram_mib", ram->value >> 20);
    if (is_ion) {
      cause.fact("ion_base", event.first).fact("ion_bytes", *event.size);
      cause.remedy({"nothing is lost: camera, display and encoder take buffers from it. On a board without them lower "
                    "ION_SIZE (now {0} MiB) in the board's memory map (memmap.py) and rebuild; the size of its node of "
                    "/reserved-memory follows",
                    "没有丢失：摄像头、显示和编码器从中取缓冲区。不用它们时，降低板级内存映射（memmap.py）中的 ION_SIZE"
                    "（现为 {0} MiB）并重新编译；/reserved-memory 节点的大小随之改变"},
                   event.size->value >> 20);
    } else {
      cause.fact("pool_name", event.name).fact("pool_base", event.first).fact("pool_size_bytes", *event.size);
    }
  }
}

/// The share of the firmware of a Raspberry Pi: from `mem_base` to the end of its first memory.
void explain_gpu_share(const Story& story, CauseReport& report) {
  const Parameter* const base = story.parameter("vc_mem.mem_base");
  const Parameter* const size = story.parameter("vc_mem.mem_size");
  if (base == nullptr || size == nullptr || !base->value || !size->value) return;
  const auto first = parse_size(*base->value, "vc_mem.mem_base");
  const auto end = parse_size(*size->value, "vc_mem.mem_size");
  // With more than 1 GiB the end is that of the firmware's addresses, and not of its share.
  if (!first || !end || *end <= *first || *end > gib(1)) return;
  const Bytes share = saturating_sub(*end, *first);
  if (!is_noticed(share, *end)) return;
  CauseDraft cause =
      report.certain({"the firmware keeps {0} for the GPU on purpose", "固件有意为 GPU 保留 {0}"}, size_text(share));
  cause.evidence(story.command_line_clue()).fact("gpu_bytes", share).fact("gpu_base", *first);
  cause.remedy({"nothing is lost. Lower gpu_mem={0} in config.txt: with the kms driver 16 is enough, as buffers come "
                "from CMA",
                "没有丢失。在 config.txt 降低 gpu_mem={0}：使用 kms 驱动时 16 即可，缓冲区来自 CMA"},
               share.value >> 20);
}

/// Regions that Linux never gives to others: carve-outs of the tree, the room of a crash kernel.
void explain_regions(const Story& story, CauseReport& report) {
  const auto ram = story.ram();
  if (!ram) return;
  Bytes sum;
  std::vector<const Clue*> lines;
  std::vector<FactObject> regions;
  const auto take = [&](const Clue* clue, const std::string& name, Bytes size) {
    sum = saturating_add(sum, size);
    lines.push_back(clue);
    regions.push_back({{"name", FactScalar{name}}, {"size_bytes", FactScalar{size.value}}});
  };
  for (const Clue* const clue : story.clues(LogFact::RegionLine)) {
    if (clue->event.reusable != true && clue->event.size) take(clue, clue->event.name, *clue->event.size);
  }
  for (const Clue* const clue : story.clues(LogFact::CrashReserved)) {
    if (clue->event.size) take(clue, "crashkernel", *clue->event.size);
  }
  if (lines.empty() || !is_noticed(sum, ram)) return;
  std::ranges::sort(lines, std::ranges::greater{}, [](const Clue* clue) { return clue->event.size->value; });
  CauseDraft cause = report.certain({"{0} of {1} are reserved on purpose", "{1} 中有 {0} 是有意预留"}, size_text(sum),
                                    size_text(*ram));
  cause.evidence_of(lines);
  cause.fact("reserved_bytes", sum).fact("regions", FactValue{std::move(regions)});
  const LogEvent& largest = lines.front()->event;
  const bool is_crash = largest.what == LogFact::CrashReserved;
  cause.remedy({"nothing is lost. The largest is {0}: {1}", "没有丢失。最大的一块是 {0}：{1}"},
               is_crash ? "crashkernel" : largest.name,
               is_crash ? "crashkernel= on the command line" : "size or reg of its node of /reserved-memory");
}

void explain(const Story& story, CauseReport& report) {
  explain_shares(story, report);
  explain_vendor_pools(story, report);
  explain_gpu_share(story, report);
  explain_regions(story, report);
}

}  // namespace

extern const CauseRule ram_reserved_by_design_cause{
    .id = "ram-reserved-by-design",
    .cause_class = "ram_reserved_by_design",
    .severity = Severity::Note,
    .title = {"memory looks missing, and is reserved on purpose", "内存看似缺失，其实是有意预留"},
    .explanation =
        {"Images of vendors set memory aside for camera, display and codecs: a heap on the command line (mma_heap=, "
         "mmz=, rmem=), an ION or CMM pool beside what mem= gives to Linux, carve-outs of the tree, the GPU's share on "
         "a Raspberry Pi, a crash kernel. MemTotal is smaller by that much, and nothing is wrong.\n\n"
         "Told from RAM that is not visible by the sum: what Linux has and what is reserved make up the whole.",
         "厂商镜像会为摄像头、显示和编解码预留内存：命令行上的堆（mma_heap=、mmz=、rmem=），mem= 之外的 ION 或 CMM "
         "池，设备树的 carve-out，树莓派 GPU 的份额，crash kernel。MemTotal 因此变小，并没有出错。\n\n"
         "与“内存不可见”的区别在于总和：Linux 所得加上预留量等于全部内存。"},
    .remedy = {"nothing is lost; lower the reservation if the devices that use it are not needed",
               "没有丢失；若不需要使用它的设备，可减小预留"},
    .explain = explain,
};

}  // namespace rampart
