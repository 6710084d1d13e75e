#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyses/check/free_memory.h"
#include "analyses/explain/aftermath.h"
#include "analyses/explain/cause_rule.h"
#include "analyses/explain/log_layout.h"
#include "analyses/explain/pool_words.h"
#include "base/size_text.h"
#include "model/range_text.h"
#include "sources/unit_address.h"

namespace rampart {
namespace {

/// RAM as the kernel of the log knows it, else as the board has it; empty where neither is sure to be whole.
RangeSet known_ram(const Story& story) {
  if (RangeSet banks = banks_of_log(story); !banks.empty()) return banks;
  const CheckInput* const input = story.board_input();
  return input != nullptr && input->ram_is_complete ? ram_of(*input) : RangeSet{};
}

bool lies_outside(const PhysRange& range, const RangeSet& ram) {
  return !ram.empty() && !RangeSet{{range}}.without(ram).empty();
}

/// A pool with a place of its own.
struct PlacedPool {
  std::string name;
  PhysRange range;
  const Clue* line;          ///< Null if only the board tells of it.
  const ReservedNode* node;  ///< Null without a board.
};

std::vector<PlacedPool> placed_pools(const Story& story) {
  std::vector<PlacedPool> pools;
  for (const StoryPool& pool : story.pools()) {
    if (pool.range) pools.push_back({pool.name, *pool.range, pool.clue, story.board_node(pool.name)});
  }
  for (const TreePool& pool : tree_pools(story)) {
    const bool is_told = std::ranges::find(pools, pool.node->name, &PlacedPool::name) != pools.end();
    if (pool.range && !is_told) pools.push_back({pool.node->name, *pool.range, nullptr, pool.node});
  }
  return pools;
}

void follow(CauseDraft& cause, const Story& story) {
  tell_driver_error(cause, story);
  for (const LogFact what :
       {LogFact::CmaNotActivated, LogFact::CmaNotSetUp, LogFact::NodeFailed, LogFact::Panic, LogFact::CallSite}) {
    cause.follows_of(story.clues(what));
  }
  follow_lost_region(cause, story);
  follow_refused_requests(cause, story);
}

void tell_remedy(CauseDraft& cause, const Story& story, const PlacedPool& pool) {
  const Parameter* const limit = story.parameter("mem");
  if (limit != nullptr && limit->value) {
    cause.remedy({"give mem= (now {0}) so much that {1} lies inside, or remove it; or move the pool below its end",
                  "增大 mem=（现为 {0}）使 {1} 位于其中，或去掉它；也可把池移到其末尾以下"},
                 *limit->value, pool.name);
  } else if (pool.node == nullptr && pool.name == "reserved") {
    cause.remedy(
        {"let cma= name a place in RAM, or none: cma={0}M", "让 cma= 指定 RAM 内的位置，或不指定位置：cma={0}M"},
        pool.range.size().value >> 20);
  } else {
    cause.remedy(
        {"add <{0:#x} {1:#x}> to reg of the memory node, if there is RAM for Linux; else move {2} into RAM, or "
         "drop `reusable` and write `no-map`",
         "若该处确有供 Linux 使用的 RAM，把 <{0:#x} {1:#x}> 加入 memory 节点的 reg；否则把 {2} 移入 RAM，或去掉 "
         "`reusable` 改写 `no-map`"},
        pool.range.base().value, pool.range.size().value, pool.name);
  }
}

void explain_pools(const Story& story, CauseReport& report) {
  const RangeSet ram = known_ram(story);
  for (const PlacedPool& pool : placed_pools(story)) {
    if (!lies_outside(pool.range, ram)) continue;
    const bool is_sure = pool.node != nullptr || story.has(LogFact::Panic) || story.has(LogFact::CmaNotActivated);
    CauseDraft cause =
        report.add(is_sure ? Confidence::Certain : Confidence::Likely,
                   {"{0} does not lie in the RAM that Linux has", "{0} 不在 Linux 所知的 RAM 内"}, pool.name);
    cause.evidence(pool.line).region(pool.name);
    if (pool.node != nullptr) cause.at({pool.node->where, pool.node->path});
    cause.fact("region_name", pool.name)
        .fact("region_base", pool.range.base().value)
        .fact("region_size_bytes", pool.range.size())
        .fact("in_memory_node", false);
    cause.detail({"the pool is {0}, RAM ends at {1:#x} or has a gap there", "池为 {0}，RAM 止于 {1:#x} 或在该处有空洞"},
                 range_text(pool.range), ram.ranges().back().last().value);
    tell_remedy(cause, story, pool);
    follow(cause, story);
  }
}

constexpr std::string_view parent_name = "/reserved-memory/";

/// A region that a device names, below a reserved-memory that is not the root's.
struct ForeignRegion {
  const MemoryReference* device;
  std::string_view path;    ///< `/amba_pl@0/reserved-memory/image_buf@400000000`
  std::string_view parent;  ///< `/amba_pl@0`
  std::string_view name;
  RegEntry reg;  ///< As far as it is told.
};

std::optional<ForeignRegion> foreign_region(const Story& story) {
  if (story.board() == nullptr) return std::nullopt;
  const DeviceTree& tree = story.board()->tree;
  for (const MemoryReference& device : tree.references) {
    if (!is_enabled(device)) continue;
    for (const RegionTarget& target : device.targets) {
      if (!target.other) continue;
      const OtherTarget& other = tree.other_targets[*target.other];
      const std::string_view path = other.path;
      const std::size_t at = path.find(parent_name);
      if (at == std::string_view::npos || at == 0) continue;
      ForeignRegion region{&device, path, path.substr(0, at), path.substr(at + parent_name.size()), {}};
      const auto cells = widths(other.counts);
      const auto entries = cells && other.reg ? reg_entries(*other.reg, *cells) : std::vector<RegEntry>{};
      if (!entries.empty()) region.reg = entries.front();
      if (!region.reg.base) region.reg.base = unit_address(region.name);
      return region;
    }
  }
  return std::nullopt;
}

void explain_foreign(const Story& story, CauseReport& report) {
  const auto region = foreign_region(story);
  if (!region || (story.has_log() && !story.has(LogFact::RegionNotAssigned) && !story.has(LogFact::ProbeFailed)))
    return;
  CauseDraft cause = report.certain(
      {"{0} is below {1}, where no kernel looks for regions", "{0} 位于 {1} 之下，内核不会在那里寻找区域"},
      region->name, region->parent);
  cause.evidence_of(story.clues(LogFact::RegionNotAssigned)).region(std::string{region->name});
  cause.at({region->device->where, region->device->path}).at({{}, std::string{region->path}});
  cause.fact("region_name", region->name);
  const auto base = region->reg.base;
  cause.fact("region_base", base).fact("region_size_bytes", region->reg.size);
  cause.fact("node_parent", region->parent);
  const RangeSet ram = known_ram(story);
  const auto first_page = base ? PhysRange::make({*base}, story.page_size()) : std::nullopt;
  const bool is_outside = first_page && lies_outside(*first_page, ram);
  if (first_page && !ram.empty()) cause.fact("in_memory_node", !is_outside);
  if (is_outside) {
    cause.detail(
        {"Linux reads /reserved-memory of the root alone; and {0:#x} is in no memory node, so that a pool there "
         "would have no pages",
         "Linux 只读取根节点下的 /reserved-memory；而且 {0:#x} 不在任何 memory 节点中，池在那里没有页面可用"},
        *base);
    cause.remedy(
        {"move reserved-memory from {0} to the root, with the cells of the root, and add the range at {1:#x} to "
         "reg of the memory node",
         "把 reserved-memory 从 {0} 移到根节点下（单元数与根节点相同），并把 {1:#x} 处的范围加入 memory 节点的 reg"},
        region->parent, *base);
  } else {
    cause.detail({"Linux reads /reserved-memory of the root alone", "Linux 只读取根节点下的 /reserved-memory"});
    cause.remedy({"move reserved-memory from {0} to the root, with the cells of the root",
                  "把 reserved-memory 从 {0} 移到根节点下（单元数与根节点相同）"},
                 region->parent);
  }
  follow(cause, story);
}

/// Without the board: a driver was refused its region, and the kernel never said a word of one.
void explain_driver(const Story& story, CauseReport& report) {
  const Clue* const driver = story.first(LogFact::RegionNotAssigned);
  if (driver == nullptr || driver->event.number != -EINVAL || story.board() != nullptr) return;
  for (const LogFact what :
       {LogFact::TreeNotUsed, LogFact::NodeMalformed, LogFact::CmaNodeMisaligned, LogFact::CmaNotSetUp,
        LogFact::NodeNotAllocated, LogFact::NodeFailed, LogFact::NodeBypassed, LogFact::DefaultSkipped,
        LogFact::CmaPoolCreated, LogFact::DmaPoolCreated, LogFact::TooManyRegions, LogFact::CmaNoSlots}) {
    if (story.has(what)) return;
  }
  const Clue* const absent = story.first(LogFact::TreeWithoutNode);
  CauseDraft cause =
      report.add(absent != nullptr ? Confidence::Likely : Confidence::Possible,
                 {"the kernel made no pool of the region that {0} names", "内核没有为 {0} 引用的区域建立池"},
                 driver->event.other.empty() ? "the device" : driver->event.other);
  cause.evidence_of(story.clues(LogFact::RegionNotAssigned)).evidence(absent);
  cause.detail(
      {"-22 means that memory-region names a node, but not one that became a pool: it is not below "
       "/reserved-memory of the root, or was refused before this log begins",
       "-22 表示 memory-region 指向的节点没有成为池：它不在根节点的 /reserved-memory 之下，或在本日志之前就被拒绝"});
  follow(cause, story);
}

void explain(const Story& story, CauseReport& report) {
  explain_pools(story, report);
  explain_foreign(story, report);
  explain_driver(story, report);
}

}  // namespace

extern const CauseRule pool_outside_ram_cause{
    .id = "pool-outside-ram",
    .cause_class = "pool_outside_ram",
    .severity = Severity::Error,
    .title = {"a pool does not lie in RAM, or not where the kernel looks for it",
              "池不在 RAM 内，或不在内核查找的位置"},
    .explanation =
        {"A pool of CMA is memory of Linux: its whole range has to be in a memory node (device_type = \"memory\"), and "
         "its node below /reserved-memory of the root. Memory behind programmable logic is often in neither. Below "
         "another node no kernel sees it, prints nothing, and the driver fails with -22. Outside RAM the kernel "
         "accepts "
         "it and then crashes when it starts the CMA areas (cma_init_reserved_areas), or hands out pages that do not "
         "exist. mem= can cut RAM off below a pool.",
         "CMA 池是 Linux 的内存：整个范围必须在 memory 节点（device_type = \"memory\"）内，节点必须在根节点的 "
         "/reserved-memory "
         "之下。可编程逻辑侧的内存常常两者都不满足。放在其它节点之下时，内核看不到它，也不打印任何信息，"
         "驱动以 -22 失败。范围在 RAM 之外时，内核先接受，随后在启动 CMA "
         "区域（cma_init_reserved_areas）时崩溃，或分配出"
         "不存在的页。mem= 也可能把池下面的 RAM 截掉。"},
    .remedy = {"put reserved-memory under the root, and the pool's range into the memory node",
               "把 reserved-memory 放到根节点下，并把池的范围写入 memory 节点"},
    .explain = explain,
};

}  // namespace rampart
