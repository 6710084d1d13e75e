#include <algorithm>
#include <string>

#include "analyses/explain/boot_images.h"
#include "analyses/explain/cause_rule.h"
#include "analyses/explain/loader_table.h"

namespace rampart {
namespace {

/// How many entries are a sound choice for a board with so many regions.
std::uint64_t enough_entries(std::size_t regions) { return regions + loader_own_regions > 32 ? 128 : 64; }

void tell_remedy(CauseDraft& cause, std::size_t regions) {
  cause.fact("suggested_max_regions", enough_entries(regions));
  cause.remedy(
      {"build U-Boot with CONFIG_LMB_MAX_REGIONS={0} (before 2021.10: MAX_LMB_REGIONS in include/lmb.h), or "
       "take one from 2025.01 on, whose table grows; or join regions that touch in the device tree",
       "用 CONFIG_LMB_MAX_REGIONS={0} 重新编译 U-Boot（2021.10 之前为 include/lmb.h 的 MAX_LMB_REGIONS），或改用 "
       "2025.01 及以后的版本（该表可增长）；也可在设备树中合并相邻的区"},
      enough_entries(regions));
}

FactValue as_fact(const std::vector<ToldRegion>& regions) {
  std::vector<FactObject> list;
  for (const ToldRegion& region : regions) {
    FactObject object;
    if (!region.name.empty()) object.emplace_back("name", FactScalar{region.name});
    object.emplace_back("base", FactScalar{region.range.base().value});
    object.emplace_back("size_bytes", FactScalar{region.range.size().value});
    list.push_back(std::move(object));
  }
  return list;
}

void explain_refusals(const Story& story, CauseReport& report, const std::vector<ToldRegion>& refused) {
  const std::size_t of_tree = story.board_input() == nullptr ? 0 : story.board_input()->ranges.size();
  const bool is_tail = refused.size() > 1 && are_last_of_tree(story, refused);
  CauseDraft cause = report.add(is_tail ? Confidence::Certain : Confidence::Likely,
                                {"the boot loader's table of regions is full", "引导加载程序的区域表已满"});
  if (boot_goes_on(story)) cause.severity(Severity::Warning);
  for (const ToldRegion& region : refused) {
    cause.evidence(region.refused);
    if (!region.name.empty()) cause.region(region.name);
    if (region.node != nullptr) cause.at({region.node->where, region.node->path});
  }
  cause.fact("failed_regions", as_fact(refused)).fact("failed_count", std::uint64_t{refused.size()});
  if (of_tree != 0) cause.fact("region_count", std::uint64_t{of_tree});
  cause.follows_of(story.clues(LogFact::LoaderWouldOverwrite)).follows_of(story.clues(LogFact::LoaderNoRoom));
  if (of_tree != 0) {
    cause.detail({"the tree has {0} regions and U-Boot adds its own; {1} of them found no entry. Its message blames an "
                  "overlap",
                  "设备树有 {0} 个区，U-Boot 还要加上自己的；其中 {1} 个没有表项可用。其消息却归咎于重叠"},
                 of_tree, refused.size());
  } else {
    cause.detail(
        {"{0} regions apart from each other were refused in one boot, and nothing that was loaded lies on them",
         "一次启动中有 {0} 个互不相邻的区被拒绝，且没有任何已加载内容压在其上"},
        refused.size());
  }
  tell_remedy(cause, of_tree + refused.size());
}

/// A load that is refused although the board has no region there.
void explain_refused_load(const Story& story, CauseReport& report) {
  const CheckInput* const input = story.board_input();
  const Clue* const clue = story.first(LogFact::LoaderWouldOverwrite);
  if (clue == nullptr) return;
  const auto address = load_address_before(story, *clue);
  if (input == nullptr || !address) {
    CauseDraft cause =
        report.possible({"the load address is reserved, outside RAM, or the boot loader's table of regions is full",
                         "加载地址已被保留、位于 RAM 之外，或引导加载程序的区域表已满"});
    cause.evidence(clue).fact("load_address", address);
    cause.remedy(
        {"compare the address with what `bdinfo` lists as reserved, and give the board's device tree to tell "
         "which; then load elsewhere, or raise CONFIG_LMB_MAX_REGIONS",
         "把该地址与 `bdinfo` 列出的保留范围对照，并提供设备树以便判断；然后加载到别处，或增大 "
         "CONFIG_LMB_MAX_REGIONS"});
    return;
  }
  const PhysAddr place{*address};
  const bool is_reserved =
      std::ranges::any_of(input->ranges, [&](const StaticRange& each) { return each.range.contains(place); });
  const bool is_ram = std::ranges::any_of(input->ram, [&](const PhysRange& bank) { return bank.contains(place); });
  if (is_reserved || !is_ram) return;
  CauseDraft cause = report.likely({"the boot loader's table of regions is full, so that it refuses a free address",
                                    "引导加载程序的区域表已满，因此空闲地址也被拒绝"});
  cause.evidence(clue).fact("load_address", place.value).fact("region_count", std::uint64_t{input->ranges.size()});
  cause.detail(
      {"{0:#x} is RAM and touches none of the {1} regions of the tree", "{0:#x} 是 RAM，且不在设备树的 {1} 个区中"},
      place.value, input->ranges.size());
  tell_remedy(cause, input->ranges.size());
}

void explain(const Story& story, CauseReport& report) {
  const std::vector<ToldRegion> refused = unexplained_refusals(story);
  if (loader_table(story, refused) == TableState::Full) return explain_refusals(story, report, refused);
  explain_refused_load(story, report);
}

}  // namespace

extern const CauseRule boot_table_full_cause{
    .id = "boot-table-full",
    .cause_class = "boot_table_full",
    .severity = Severity::Error,
    .title = {"the boot loader's table of regions is full", "引导加载程序的区域表已满"},
    .explanation =
        {"U-Boot keeps reserved regions in a table (lmb) of 8 or 16 entries, its own memory, kernel and device tree "
         "among them; regions that touch share one. A region past the last entry is refused with the words for one "
         "that is in use, and a file may be refused an address that is free.\n\n"
         "Told from memory that U-Boot uses itself by the number: several regions far from each other, the last ones "
         "of the tree.",
         "U-Boot 用 8 或 16 "
         "项的表（lmb）记录保留区，其中包括它自身的内存、内核和设备树；相邻的区共用一项。超出末项的区会被拒绝，"
         "用的却是“已占用”的措辞；空闲的加载地址也可能因此被拒绝。\n\n"
         "与“U-Boot 自己占用”的区别在于数量：多个彼此远离的区，且是设备树中最后的几个。"},
    .remedy = {"raise CONFIG_LMB_MAX_REGIONS, or join regions", "增大 CONFIG_LMB_MAX_REGIONS，或合并保留区"},
    .explain = explain,
};

}  // namespace rampart
