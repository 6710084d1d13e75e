#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <vector>

#include "analyses/explain/cause_rule.h"
#include "base/kernel_number.h"
#include "base/size_text.h"
#include "base/trim.h"
#include "model/range_text.h"
#include "sources/media_zone.h"

namespace rampart {
namespace {

std::optional<Bytes> size_of_text(std::string_view text) {
  const KernelNumber number = kernel_number(trim(text));
  return number.value == 0 || number.overflowed ? std::nullopt : std::optional{Bytes{number.value}};
}

/// A zone of a vendor's allocator as it was asked for.
struct Zone {
  std::string allocator;
  PhysRange range;
  std::vector<const Clue*> clues;
};

/// What `mem=` and the boot environment say of the system's share, and where that lies.
struct Split {
  std::optional<Bytes> mem;
  std::optional<Bytes> osmem;
  const Clue* osmem_clue = nullptr;
  std::optional<std::uint64_t> ram_base;
  bool base_is_told = false;                ///< Not worked out from the zone.
  std::optional<std::uint64_t> kernel_end;  ///< One past the last address of the kernel's memory.
};

std::optional<PhysRange> range_of_zone(const LogEvent& event) {
  if (event.what == LogFact::VendorZoneRefused) {
    const auto zones = parse_media_zone_parameter(event.other, "");
    return zones && !zones->empty() ? PhysRange::make(zones->front().first, zones->front().size) : std::nullopt;
  }
  if (event.what == LogFact::VendorSplit) {
    const auto size = size_of_text(event.other);
    return event.first && size ? PhysRange::make({*event.first}, *size) : std::nullopt;
  }
  return range_of(event);
}

std::optional<Zone> zone_of(const Story& story) {
  std::optional<Zone> zone;
  for (const LogFact what :
       {LogFact::VendorSplit, LogFact::VendorConflict, LogFact::VendorZoneRefused, LogFact::VendorZone}) {
    for (const Clue* const clue : story.clues(what)) {
      const auto range = range_of_zone(clue->event);
      if (range && !zone) zone = {.allocator = clue->event.name, .range = *range, .clues = {}};
      const bool is_same = zone && (!range || *range == zone->range);
      if (is_same && what != LogFact::VendorZone) zone->clues.push_back(clue);
    }
  }
  if (zone) return zone;
  for (const VendorZone& each : memory_parameters(story.command_line()).zones) {
    if (!each.start) continue;
    if (const auto range = PhysRange::make(*each.start, each.size)) return Zone{"MMZ", *range, {}};
  }
  return zone;
}

/// Where RAM begins, as /proc/iomem, the kernel's log or the board tells.
std::optional<std::uint64_t> told_ram_base(const Story& story) {
  std::optional<std::uint64_t> base;
  const auto consider = [&](std::optional<std::uint64_t> first) {
    if (first && (!base || *first < *base)) base = first;
  };
  for (const LogFact what : {LogFact::IoMemRange, LogFact::NodeRange}) {
    for (const Clue* const clue : story.clues(what)) {
      if (what == LogFact::NodeRange || clue->event.name == "System RAM") consider(clue->event.first);
    }
  }
  if (const CheckInput* const input = story.board_input(); !base && input != nullptr) {
    for (const PhysRange& bank : input->ram) consider(bank.base().value);
  }
  return base;
}

Split split_of(const Story& story, const std::optional<Zone>& zone) {
  Split split;
  const auto& mem = memory_parameters(story.command_line()).mem;
  if (!mem.empty()) split.mem = mem.back().size;
  split.osmem_clue = story.variable("osmem");
  if (split.osmem_clue != nullptr) split.osmem = size_of_text(split.osmem_clue->event.other);
  split.ram_base = told_ram_base(story);
  if (!mem.empty() && mem.back().start) split.ram_base = mem.back().start->value;
  for (const Clue* const clue : story.clues(LogFact::VendorConflict)) {
    if (clue->event.other_last) split.kernel_end = *clue->event.other_last + 1;
    if (clue->event.other_first) split.ram_base = clue->event.other_first;
  }
  split.base_is_told = split.ram_base.has_value();
  if (!split.ram_base && split.kernel_end && split.mem) {
    split.ram_base = saturating_sub({*split.kernel_end}, *split.mem).value;
    split.base_is_told = true;
  }
  if (!split.ram_base && zone && split.osmem) {
    split.ram_base = saturating_sub({zone->range.base().value}, *split.osmem).value;
  }
  if (!split.kernel_end && split.ram_base && split.mem) {
    split.kernel_end = saturating_add({*split.ram_base}, *split.mem).value;
  }
  return split;
}

/// `mmz` of `MMZ`.
std::string fact_prefix(const std::string& allocator) {
  std::string name = allocator;
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

void tell_split(CauseDraft& cause, const Story& story, const Split& split) {
  if (split.mem || split.kernel_end) cause.evidence(story.command_line_clue());
  cause.evidence(split.osmem_clue);
  cause.fact("ram_base", split.ram_base);
  if (split.mem) cause.fact("cmdline_mem_mib", split.mem->value >> 20);
  if (split.osmem) cause.fact("env_osmem_mib", split.osmem->value >> 20);
}

void explain_overlap(const Story& story, CauseReport& report, const Zone& zone, const Split& split) {
  const std::uint64_t start = zone.range.base().value;
  const std::uint64_t end = zone.range.last().value + 1;
  const std::uint64_t kernel_end = *split.kernel_end;
  const std::string prefix = fact_prefix(zone.allocator);
  const bool is_refused = story.has(LogFact::VendorConflict) || story.has(LogFact::VendorZoneRefused);
  CauseDraft cause =
      report.add(is_refused || split.base_is_told ? Confidence::Certain : Confidence::Likely,
                 {"the {0} zone begins inside the kernel's memory", "{0} 区的起点落在内核内存之内"}, zone.allocator);
  tell_split(cause, story, split);
  cause.evidence_of(zone.clues).follows_of(story.clues(LogFact::VendorNoMemory));
  cause.fact(prefix + "_start", start)
      .fact(prefix + "_size_mib", zone.range.size().value >> 20)
      .fact("kernel_end", kernel_end)
      .fact("overlap_bytes", std::min(end, kernel_end) - start);
  cause.detail({"the zone is {0}; the kernel has RAM up to {1:#x}: they share {2}",
                "该区为 {0}；内核的 RAM 直到 {1:#x}：重叠 {2}"},
               range_text(zone.range), kernel_end, size_text({std::min(end, kernel_end) - start}));
  if (!split.mem && split.ram_base && start > *split.ram_base) {
    const std::uint64_t mem = (start - *split.ram_base) >> 20;
    cause.fact("corrected_mem_mib", mem);
    cause.remedy({"the kernel was given all of RAM: set mem={0}M in bootargs, so that it ends where the zone begins",
                  "内核占用了全部 RAM：在 bootargs 中设 mem={0}M，使其止于该区起点"},
                 mem);
    return;
  }
  if (end <= kernel_end) {
    cause.remedy({"make mem= smaller, so that the zone lies above the kernel's memory: it ends at {0:#x} and the zone "
                  "at {1:#x}",
                  "减小 mem=，使该区位于内核内存之上：内核止于 {0:#x}，该区止于 {1:#x}"},
                 kernel_end, end);
    return;
  }
  const std::uint64_t size = (end - kernel_end) >> 20;
  cause.fact("corrected_" + prefix + "_start", kernel_end).fact("corrected_" + prefix + "_size_mib", size);
  cause.remedy({"begin the zone where mem= ends: {0}=anonymous,0,{1:#x},{2}M; let the load script take the size from "
                "mem= in /proc/cmdline, and set osmem in the boot environment to the same",
                "让该区从 mem= 的末尾开始：{0}=anonymous,0,{1:#x},{2}M；加载脚本应从 /proc/cmdline 的 mem= "
                "取大小，并把引导环境的 "
                "osmem 设为相同值"},
               zone.allocator == "CMM" ? "cmmpool" : "mmz", kernel_end, size);
}

/// Nobody uses what lies between the kernel's memory and the zone.
void explain_gap(const Story& story, CauseReport& report, const Zone& zone, const Split& split) {
  const std::uint64_t start = zone.range.base().value;
  const std::uint64_t gap = start - *split.kernel_end;
  const std::uint64_t mem = (start - *split.ram_base) >> 20;
  CauseDraft cause = report.likely(
      {"nobody uses the memory between the kernel's and the {0} zone", "内核内存与 {0} 区之间的内存无人使用"},
      zone.allocator);
  cause.severity(Severity::Warning);
  tell_split(cause, story, split);
  cause.evidence_of(zone.clues)
      .fact(fact_prefix(zone.allocator) + "_start", start)
      .fact("kernel_end", *split.kernel_end)
      .fact("unused_bytes", gap)
      .fact("corrected_mem_mib", mem);
  cause.detail({"the kernel's memory ends at {0:#x} and the zone begins at {1:#x}: {2} lie between",
                "内核内存止于 {0:#x}，该区始于 {1:#x}：中间空出 {2}"},
               *split.kernel_end, start, size_text({gap}));
  cause.remedy(
      {"set mem={0}M in bootargs, or begin the zone at {1:#x}", "在 bootargs 中设 mem={0}M，或让该区从 {1:#x} 开始"},
      mem, *split.kernel_end);
}

/// The environment's split is not that of the running kernel, and no zone is told.
void explain_variables(const Story& story, CauseReport& report, const Split& split) {
  CauseDraft cause =
      report.likely({"mem= and osmem of the boot environment disagree", "mem= 与引导环境的 osmem 不一致"});
  cause.severity(Severity::Warning);
  tell_split(cause, story, split);
  cause.detail({"the kernel was given {0}, and scripts that read osmem place the vendor's zone behind {1}",
                "内核得到 {0}，而读取 osmem 的脚本会把厂商区放在 {1} 之后"},
               size_text(*split.mem), size_text(*split.osmem));
  cause.remedy({"set both to the same: fw_setenv osmem {0}M", "把两者设为相同：fw_setenv osmem {0}M"},
               split.mem->value >> 20);
}

/// The driver said why, but not where the kernel's memory ends.
void explain_refused(const Story& story, CauseReport& report, const Zone& zone, const Split& split) {
  CauseDraft cause = report.likely(
      {"the {0} zone was refused: it lies in the kernel's memory", "{0} 区被拒绝：它位于内核内存之内"}, zone.allocator);
  tell_split(cause, story, split);
  cause.evidence_of(zone.clues).follows_of(story.clues(LogFact::VendorNoMemory));
  cause.fact(fact_prefix(zone.allocator) + "_start", zone.range.base().value)
      .fact(fact_prefix(zone.allocator) + "_size_mib", zone.range.size().value >> 20);
  cause.detail({"the zone is {0}; where the kernel's memory ends is not told", "该区为 {0}；日志未给出内核内存的末尾"},
               range_text(zone.range));
  if (split.mem) {
    cause.remedy({"let the zone begin {0} behind the start of RAM, where mem={1}M ends",
                  "让该区从 RAM 起点之后 {0} 处开始，即 mem={1}M 的末尾"},
                 size_text(*split.mem), split.mem->value >> 20);
  }
}

void explain(const Story& story, CauseReport& report) {
  const auto zone = zone_of(story);
  const Split split = split_of(story, zone);
  if (zone && split.kernel_end) {
    const std::uint64_t start = zone->range.base().value;
    const bool is_above_base = !split.ram_base || start >= *split.ram_base;
    if (start < *split.kernel_end && is_above_base) return explain_overlap(story, report, *zone, split);
    const bool is_gap = start > *split.kernel_end && start - *split.kernel_end >= mib(1).value;
    if (is_gap && split.base_is_told && split.mem) return explain_gap(story, report, *zone, split);
    if (start == *split.kernel_end) return;
  }
  if (zone && story.has(LogFact::VendorConflict)) return explain_refused(story, report, *zone, split);
  if (split.mem && split.osmem && *split.mem != *split.osmem) explain_variables(story, report, split);
}

}  // namespace

extern const CauseRule vendor_split_mismatch_cause{
    .id = "vendor-split-mismatch",
    .cause_class = "vendor_split_mismatch",
    .severity = Severity::Error,
    .title = {"kernel and vendor's zone do not share RAM as planned", "内核与厂商内存区对 RAM 的划分不一致"},
    .explanation =
        {"Boards with a media zone (MMZ, CMM) split RAM in two: mem= on the command line ends the kernel's part, and a "
         "script places the zone behind it, often from another source, such as osmem of the boot environment. Where "
         "the two differ the zone overlaps the kernel and is refused, or memory between them is lost.\n\n"
         "What the kernel was given counts: mem= in /proc/cmdline.",
         "带媒体区（MMZ、CMM）的板子把 RAM 一分为二：命令行的 mem= "
         "划定内核部分的末尾，脚本把媒体区放在其后，而脚本的依据往往是"
         "另一处，例如引导环境的 osmem。两者不同时，媒体区会与内核重叠而被拒绝，或中间的内存被浪费。\n\n"
         "以内核实际得到的为准：/proc/cmdline 中的 mem=。"},
    .remedy = {"let the zone begin where mem= ends", "让媒体区从 mem= 的末尾开始"},
    .explain = explain,
};

}  // namespace rampart
