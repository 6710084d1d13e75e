#include <algorithm>
#include <optional>

#include "analyses/explain/boot_images.h"
#include "analyses/explain/cause_rule.h"
#include "analyses/explain/loader_table.h"
#include "analyses/explain/pool_words.h"
#include "analyses/explain/shortage_words.h"
#include "model/range_text.h"

namespace rampart {
namespace {

/// The stack grows down from where it stands; U-Boot reserves so much below it.
constexpr Bytes below_stack = kib(16);

/// Where the boot loader's own memory begins, as it tells.
std::optional<std::uint64_t> own_memory(const Story& story, const Clue*& clue) {
  std::optional<std::uint64_t> lowest;
  for (const Clue* const each : story.clues(LogFact::LoaderMemory)) {
    if (!each->event.first || (lowest && *lowest <= *each->event.first)) continue;
    lowest = each->event.first;
    clue = each;
  }
  return lowest ? std::optional{saturating_sub({*lowest}, below_stack).value} : std::nullopt;
}

/// A base at or below `end` less the size, on a multiple of `step`; nothing where the board has no RAM.
std::optional<PhysRange> place_below(const Story& story, std::uint64_t end, Bytes size, Bytes step) {
  if (end < size.value) return std::nullopt;
  const auto place = PhysRange::make({(end - size.value) / step.value * step.value}, size);
  const CheckInput* const input = story.board_input();
  if (!place || input == nullptr) return place;
  const bool is_ram = std::ranges::any_of(input->ram, [&](const PhysRange& bank) { return bank.contains(*place); });
  return is_ram ? place : std::nullopt;
}

/// Bases and sizes of pools are multiples of the granule; what does for every kernel with pages of 4 KiB is taken.
bool may_be_pool(const PhysRange& range) {
  return range.base().value % mib(4).value == 0 && range.size().value % mib(4).value == 0;
}

void tell_remedy(CauseDraft& cause, const Story& story, const ToldRegion& region) {
  const Clue* own = nullptr;
  const auto limit = own_memory(story, own);
  const std::uint64_t region_end = region.range.last().value + 1;
  const bool is_measured = limit && *limit < region_end && *limit > region.range.base().value;
  const bool is_pool = may_be_pool(region.range);
  const Bytes step = is_pool ? std::max(story.granule(), mib(4)) : mib(1);
  const auto place = place_below(story, is_measured ? *limit : region_end - step.value, region.range.size(), step);
  if (is_measured) cause.evidence(own).fact("loader_memory_base", *limit);
  if (is_pool) cause.fact("cma_granule_bytes", step);
  if (!place) {
    cause.remedy(
        {"move the region lower in its node, or let U-Boot relocate elsewhere (CONFIG_SYS_MEM_TOP_HIDE, "
         "board_get_usable_ram_top)",
         "在节点中把该区移低，或让 U-Boot 重定位到别处（CONFIG_SYS_MEM_TOP_HIDE、board_get_usable_ram_top）"});
    return;
  }
  cause.fact("corrected_base", place->base().value).fact("upper_limit", place->last().value + 1);
  cause.remedy(
      {"move the region to base {0:#x} (size {1:#x}), below what U-Boot uses; `bdinfo` shows where that begins "
       "(sp start, relocaddr)",
       "把该区移到起点 {0:#x}（大小 {1:#x}），位于 U-Boot 所用内存之下；`bdinfo` 显示其起点（sp start、relocaddr）"},
      place->base().value, place->size().value);
  if (region.node != nullptr) tell_predicted(cause, story, region.name, *place);
}

/// Firmware's regions are no-map (flag 4 of lmb), and U-Boot often knows them before it reads the tree.
bool is_of_firmware(const ToldRegion& region) {
  return (region.node != nullptr && region.node->no_map) || region.refused->event.text.contains("flags=4");
}

/// Since 2025 U-Boot complains of a region that it has reserved already, with other flags.
void explain_known_region(const Story& story, CauseReport& report, const ToldRegion& region) {
  CauseDraft cause = report.possible({"the boot loader had {0} reserved before, or uses that memory itself",
                                      "引导加载程序此前已保留 {0}，或自己正在使用该内存"},
                                     name_or_range(region));
  cause.severity(Severity::Note).evidence(region.refused).evidence(story.first(LogFact::KernelVersion));
  tell_region(cause, region);
  cause.detail({"the region is no-map, as firmware's are, and the kernel was started in spite of it",
                "该区带 no-map，通常属于固件；内核仍正常启动"});
  cause.remedy(
      {"nothing, if it is firmware's and U-Boot knows it (`bdinfo` lists it); else move it below U-Boot's own "
       "memory",
       "若属于固件且 U-Boot 已知（`bdinfo` 会列出），无需处理；否则把它移到 U-Boot 自身内存之下"});
}

void explain_region(const Story& story, CauseReport& report, const ToldRegion& region) {
  CauseDraft cause = report.likely({"the boot loader cannot reserve {0}: it uses that memory itself",
                                    "引导加载程序无法保留 {0}：它自己正在使用该内存"},
                                   name_or_range(region));
  if (boot_goes_on(story)) cause.severity(Severity::Warning);
  cause.evidence(region.refused);
  tell_region(cause, region);
  cause.detail({"{0} ({1}) was refused and nothing that was loaded lies on it: U-Boot's code, stack and heap do, or it "
                "had reserved the same memory before, for firmware. The kernel reserves it all the same",
                "{0}（{1}）被拒绝，而没有任何已加载内容压在其上：占用者是 U-Boot "
                "自身的代码、栈和堆，或它此前已为固件保留了同一内存。"
                "内核仍会照常保留它"},
               range_text(region.range), size_text(region.range.size()));
  tell_remedy(cause, story, region);
}

/// Ramdisk or device tree find no place below their limit.
void explain_no_room(const Story& story, CauseReport& report) {
  const auto lines = story.clues(LogFact::LoaderNoRoom);
  if (lines.empty()) return;
  std::string_view part = "ramdisk";
  const Clue* measured = nullptr;
  for (const Clue* const line : lines) {
    if (!line->event.name.empty()) part = line->event.name == "fdt" ? "fdt" : "ramdisk";
    if (line->event.size) measured = line;
  }
  const std::string_view high = part == "fdt" ? "fdt_high" : "initrd_high";
  CauseDraft cause = report.likely({"the boot loader finds no room for {0}", "引导加载程序找不到存放{0}的空间"},
                                   part_word(story, part));
  cause.evidence_of(lines).evidence(story.variable(high)).follows_of(story.clues(LogFact::Panic));
  if (measured == nullptr || measured->event.limit.value_or(0) == 0) {
    if (measured != nullptr) cause.fact("requested_bytes", measured->event.size);
    cause.remedy({"give it more room: unset {0}, raise bootm_size, and check with `bdinfo` what is reserved",
                  "给它更多空间：取消 {0}，增大 bootm_size，并用 `bdinfo` 查看已保留的范围"},
                 high);
    return;
  }
  const Bytes size = *measured->event.size;
  cause.fact("requested_bytes", size).fact("limit", *measured->event.limit);
  cause.detail({"it needs {0} below {1:#x}, and no free run there is that long",
                "它需要 {1:#x} 以下的 {0}，而那里没有足够长的空闲段"},
               size_text(size), *measured->event.limit);
  cause.remedy({"raise the limit: setenv {0} to more than {1:#x}, or unset it; without it bootm_low and bootm_size "
                "decide: setenv bootm_size {2:#x}",
                "提高上限：把 {0} 设为大于 {1:#x}，或取消该变量；未设置时由 bootm_low 与 bootm_size 决定：setenv "
                "bootm_size {2:#x}"},
               high, *measured->event.limit, rounded_up(saturating_add({*measured->event.limit}, size), mib(64)).value);
}

void explain(const Story& story, CauseReport& report) {
  const std::vector<ToldRegion> refused = unexplained_refusals(story);
  if (loader_table(story, refused) == TableState::Roomy) {
    for (const ToldRegion& region : refused) {
      if (is_of_firmware(region) && boot_goes_on(story)) {
        explain_known_region(story, report, region);
      } else {
        explain_region(story, report, region);
      }
    }
  }
  explain_no_room(story, report);
}

}  // namespace

extern const CauseRule boot_reserve_failed_cause{
    .id = "boot-reserve-failed",
    .cause_class = "boot_reserve_failed",
    .severity = Severity::Error,
    .title = {"the boot loader uses a region's memory itself", "引导加载程序自己占用了保留区的内存"},
    .explanation =
        {"U-Boot moves itself to the top of RAM, with stack and heap below. A region of the device tree that reaches "
         "into it cannot be reserved any more (reserving fdt memory region failed). U-Boot is gone once the kernel "
         "runs, so that the kernel reserves the region as usual; but firmware that is loaded into it earlier is "
         "overwritten, and a ramdisk may be placed on it.\n\n"
         "Since 2025 the same words follow where U-Boot reserved the region before, with other flags: harmless.",
         "U-Boot 会把自己移到 RAM 顶部，栈和堆在其下方。伸入其中的设备树保留区无法再保留（reserving fdt memory region "
         "failed）。内核运行后 U-Boot 已不存在，内核会照常保留该区；但更早加载到其中的固件会被覆盖，ramdisk "
         "也可能被放到上面。\n\n"
         "2025 年以后，若 U-Boot 此前已用其他标志保留了该区，也会打印同样的消息：这是无害的。"},
    .remedy = {"move the region below the boot loader's memory", "把该区移到引导加载程序所用内存之下"},
    .explain = explain,
};

}  // namespace rampart
