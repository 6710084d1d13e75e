#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/pool_words.h"
#include "analyses/explain/ram_words.h"
#include "base/size_text.h"

namespace rampart {
namespace {

constexpr std::uint64_t four_gib = std::uint64_t{1} << 32;
/// Less than this below the kernel is what firmware keeps there, and no bank.
constexpr Bytes smallest_bank = mib(16);

/// The option that lets a kernel use memory from `first` on.
std::string_view option_for(std::uint64_t first) { return first >= four_gib ? "CONFIG_ARM_LPAE" : "CONFIG_HIGHMEM"; }

void tell_option(CauseDraft& cause, std::uint64_t first) {
  const std::string_view option = option_for(first);
  cause.fact("kernel_option", option);
  if (option == "CONFIG_HIGHMEM") {
    cause.remedy({"build the kernel with {0}=y: a 32-bit kernel maps only so much of memory by itself, and leaves "
                  "alone what lies above; on arm CONFIG_VMSPLIT_2G=y or a smaller vmalloc= raises that limit",
                  "内核打开 {0}=y：32 位内核只直接映射一部分内存，之上的不使用；在 arm 上 CONFIG_VMSPLIT_2G=y "
                  "或减小 vmalloc= 可提高该界限"},
                 option);
  } else {
    cause.remedy({"build the kernel with {0}=y, if the processor has it (Cortex-A7, A15, A17 and later), or use a "
                  "64-bit kernel: without it no address above 4 GiB exists",
                  "若处理器支持（Cortex-A7、A15、A17 及以后），内核打开 {0}=y，或用 64 位内核：否则 4 GiB "
                  "以上的地址不存在"},
                 option);
  }
}

void tell_banks(CauseDraft& cause, const std::vector<PhysRange>& banks) {
  FactRows list;
  for (const PhysRange& bank : banks) list.push_back({bank.base().value, bank.last().value});
  cause.fact("banks", std::move(list));
}

/// The last address of the highest zone.
const Clue* highest_zone(const Story& story) {
  const Clue* highest = nullptr;
  for (const Clue* const zone : story.clues(LogFact::ZoneRange)) {
    const bool is_higher = highest == nullptr || *zone->event.last > *highest->event.last;
    if (zone->event.last && is_higher) highest = zone;
  }
  return highest;
}

/// Banks that the kernel knows, and that lie above all zones: it counts them and never uses them.
void explain_zones(const Story& story, CauseReport& report) {
  const Clue* const zone = highest_zone(story);
  const std::vector<PhysRange> banks = known_banks(story);
  if (zone == nullptr || banks.empty() || banks.back().last().value <= *zone->event.last) return;
  const std::uint64_t end = *zone->event.last;
  Bytes lost;
  std::uint64_t first = UINT64_MAX;
  for (const PhysRange& bank : banks) {
    if (bank.last().value <= end) continue;
    const std::uint64_t from = std::max(bank.base().value, end + 1);
    first = std::min(first, from);
    lost = saturating_add(lost, {bank.last().value - from + 1});
  }
  CauseDraft cause = report.certain(
      {"{0} of RAM lie above the zones of this kernel", "{0} 内存位于该内核的区（zone）之上"}, size_text(lost));
  for (const Clue* const clue : story.clues(LogFact::NodeRange)) {
    if (clue->event.last && *clue->event.last > end) cause.evidence(clue);
  }
  cause.evidence(zone);
  tell_banks(cause, banks);
  cause.fact("lost_bytes", lost);
  for (const Clue* const each : story.clues(LogFact::ZoneRange)) {
    if (each->event.name == "Normal") cause.fact("zone_normal_end", each->event.last);
  }
  cause.detail({"the kernel sees {0} at {1:#x}; its highest zone, {2}, ends at {3:#x}",
                "内核看到位于 {1:#x} 的 {0}；但最高的区 {2} 止于 {3:#x}"},
               size_text(lost), first, zone->event.name, end);
  tell_option(cause, first);
}

/// What an `Ignoring` line leaves alone; a kernel writes the end of a range with or without the last byte.
Bytes ignored_by(const LogEvent& event) {
  if (!event.first || !event.last || *event.last < *event.first) return {};
  const bool has_end = (*event.last & 0xfff) == 0;
  return {*event.last - *event.first + (has_end ? 0 : 1)};
}

void explain_ignored(const Story& story, CauseReport& report) {
  const std::vector<PhysRange> banks = known_banks(story);
  Bytes above;
  Bytes below;
  const Clue* line_above = nullptr;
  const Clue* line_below = nullptr;
  for (const Clue* const clue : story.clues(LogFact::RamIgnored)) {
    const Bytes size = ignored_by(clue->event);
    if (size < smallest_bank) continue;
    const bool is_below = !banks.empty() && *clue->event.last <= banks.front().base().value;
    (is_below ? below : above) = saturating_add(is_below ? below : above, size);
    (is_below ? line_below : line_above) = clue;
  }
  if (line_above != nullptr) {
    CauseDraft cause =
        report.certain({"this kernel leaves {0} of RAM alone", "该内核不使用 {0} 内存"}, size_text(above));
    cause.evidence_of(story.clues(LogFact::RamIgnored)).fact("lost_bytes", above);
    if (!banks.empty()) tell_banks(cause, banks);
    tell_option(cause, *line_above->event.first);
  }
  if (line_below != nullptr) {
    CauseDraft cause =
        report.certain({"{0} of RAM below the kernel are not used", "内核之下的 {0} 内存未使用"}, size_text(below));
    cause.evidence(line_below).fact("lost_bytes", below);
    cause.remedy({"load the kernel at the start of RAM: set the boot loader's load address (kernel_addr_r, Load "
                  "Address) to {0:#x}",
                  "把内核加载到内存起点：将引导程序的加载地址（kernel_addr_r、Load Address）设为 {0:#x}"},
                 *line_below->event.first);
  }
}

/// What is missing of the RAM that the boot loader found; a size of it is rounded to one decimal.
std::optional<Bytes> missing_of(const ToldRam& installed, Bytes seen) {
  const Bytes missing = saturating_sub(installed.size, seen);
  return missing >= smallest_bank && missing.value > installed.size.value / 8 ? std::optional{missing} : std::nullopt;
}

void explain_less_than_installed(const Story& story, CauseReport& report) {
  const auto installed = installed_ram(story);
  const bool has_banks = story.has(LogFact::NodeRange);
  const auto seen = has_banks || story.has(LogFact::MemoryLine) ? story.ram() : std::nullopt;
  if (!installed || installed->line == nullptr || !seen) return;
  const auto missing = missing_of(*installed, *seen);
  // The Memory line leaves out what no-map nodes keep, which may be much.
  if (!missing || (!has_banks && missing->value < installed->size.value / 2)) return;
  if (!vendor_shares(story).empty() || story.has(LogFact::RamIgnored)) return;
  const auto limit = ram_after_mem_parameter(story);
  const bool is_by_mem = limit && *limit < installed->size;
  CauseDraft cause =
      is_by_mem ? report.likely({"mem= on the command line cuts {0} of RAM off", "命令行 mem= 截掉了 {0} 内存"},
                                size_text(*missing))
                : report.add(has_banks ? Confidence::Likely : Confidence::Possible,
                             {"the kernel is told of {0} less RAM than the boot loader found",
                              "内核得知的内存比引导程序检测到的少 {0}"},
                             size_text(*missing));
  cause.evidence(installed->line);
  if (is_by_mem) cause.severity(Severity::Warning).evidence(story.command_line_clue());
  cause.evidence_of(story.clues(LogFact::NodeRange)).evidence(story.last(LogFact::MemoryLine));
  cause.follows(story.first(LogFact::MemoryLimited));
  cause.fact("installed_bytes", installed->size).fact("visible_bytes", *seen).fact("lost_bytes", *missing);
  if (limit) cause.fact("mem_parameter_bytes", *limit);
  cause.detail({"the boot loader found {0}, the kernel has {1}", "引导程序检测到 {0}，内核得到 {1}"},
               size_text(installed->size), size_text(*seen));
  if (is_by_mem) {
    cause.remedy({"remove mem={0}M from bootargs, unless another system owns the rest",
                  "从 bootargs 去掉 mem={0}M，除非其余内存归另一个系统使用"},
                 limit->value >> 20);
  } else {
    cause.remedy({"let reg of the memory node of the tree cover all {0}; or let the boot loader write it "
                  "(fdt_fixup_memory, CONFIG_ARCH_FIXUP_FDT_MEMORY of U-Boot)",
                  "让设备树 memory 节点的 reg 覆盖全部 {0}；或由引导程序写入（U-Boot 的 fdt_fixup_memory、"
                  "CONFIG_ARCH_FIXUP_FDT_MEMORY）"},
                 size_text(installed->size));
  }
}

/// RAM of the tree that `mem=` keeps from the kernel.
void explain_board(const Story& story, CauseReport& report) {
  const CheckInput* const input = story.board_input();
  const auto limit = ram_after_mem_parameter(story);
  if (input == nullptr || !limit || !input->ram_is_complete || story.has(LogFact::LoaderRam)) return;
  Bytes ram;
  for (const PhysRange& bank : input->ram) ram = saturating_add(ram, bank.size());
  const Bytes lost = saturating_sub(ram, *limit);
  if (lost < smallest_bank || lost.value <= ram.value / 8 || !vendor_shares(story).empty()) return;
  CauseDraft cause =
      report.likely({"mem= on the command line cuts {0} of RAM off", "命令行 mem= 截掉了 {0} 内存"}, size_text(lost));
  cause.severity(Severity::Warning).evidence(story.command_line_clue());
  cause.fact("installed_bytes", ram).fact("mem_parameter_bytes", *limit).fact("lost_bytes", lost);
  cause.remedy({"remove mem={0}M from bootargs, unless another system owns the rest",
                "从 bootargs 去掉 mem={0}M，除非其余内存归另一个系统使用"},
               limit->value >> 20);
  const auto after = story.predicted_after([](BootSetup& setup) { set_parameter(setup, "mem", std::nullopt); });
  if (!after) return;
  Bytes seen;
  for (const PhysRange& bank : after->ram) seen = saturating_add(seen, bank.size());
  cause.checked({"predicted for Linux {0}: {1} of RAM", "Linux {0} 的预测：{1} 内存"}, to_string(after->kernel),
                size_text(seen));
}

void explain(const Story& story, CauseReport& report) {
  explain_zones(story, report);
  explain_ignored(story, report);
  explain_less_than_installed(story, report);
  explain_board(story, report);
}

}  // namespace

extern const CauseRule ram_not_visible_cause{
    .id = "ram-not-visible",
    .cause_class = "ram_not_visible",
    .severity = Severity::Error,
    .title = {"RAM is there, and the kernel does not use it", "内存存在，但内核没有使用"},
    .explanation =
        {"RAM gets lost where nobody tells the kernel of it (a memory node that is too small, mem=), or where the "
         "kernel cannot use it: a bank above low memory without CONFIG_HIGHMEM, one above 4 GiB without LPAE, one "
         "below the kernel.\n\n"
         "Told from memory that is reserved by where it is missing: here it is in no zone, and the total of the "
         "Memory line is smaller; reserved memory is within the total.",
         "内存“丢失”有两种情形：没有人告诉内核（memory 节点太小、mem=），或内核无法使用：没有 CONFIG_HIGHMEM "
         "时低端内存之上的 bank，没有 LPAE 时 4 GiB 以上的 bank，以及内核之下的部分。\n\n"
         "与“被预留”的区别在于缺在哪里：这里它不属于任何 zone，Memory 行的总量变小；预留内存则在总量之内。"},
    .remedy = {"describe the RAM to the kernel, or build a kernel that can use it",
               "向内核描述这块内存，或编译能使用它的内核"},
    .explain = explain,
};

}  // namespace rampart
