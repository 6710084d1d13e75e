#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/remote_core.h"
#include "analyses/explain/shortage_words.h"

namespace rampart {
namespace {

/// A default pool up to this size was not made for the buffers of a video engine; of this one nobody chose the size.
constexpr Bytes small_default = mib(64);
constexpr Bytes usual_default = mib(16);
/// Buffers that a video engine holds at the same time, at the least.
constexpr std::uint64_t buffer_count = 4;
/// What bindings of such engines ask for.
constexpr Bytes largest_alignment = mib(16);

/// Drivers whose binding has a memory-region for their buffers, and which go on without it.
constexpr std::array<std::string_view, 22> drivers = {
    "aspeed-video", "aspeed_gfx", "aspeed-gfx", "cedrus",      "sun4i-drm", "sun6i-csi", "s5p-mfc", "exynos-",
    "st-delta",     "st-hva",     "bdisp",      "komeda",      "hdlcd",     "mali-dp",   "pl111",   "ingenic",
    "tilcdc",       "logicvc",    "xlnx-drm",   "nuvoton-vcd", "npcm-",     "fsl-dcu"};

/// `1e700000.video`: a device of the tree, which can have a memory-region.
bool is_tree_device(std::string_view device) {
  const std::size_t dot = device.find('.');
  return dot != std::string_view::npos && dot >= 5 &&
         device.substr(0, dot).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// `video@1e700000`, as the tree calls `1e700000.video`.
std::string node_name(const std::string& device) {
  const std::size_t dot = device.find('.');
  return device.substr(dot + 1) + '@' + device.substr(0, dot);
}

bool has_region(const Story& story, const std::string& device) {
  const auto assigned = story.clues(LogFact::RegionAssigned);
  if (std::ranges::any_of(assigned, [&](const Clue* clue) { return clue->event.other == device; })) return true;
  if (story.board() == nullptr) return false;
  return std::ranges::any_of(story.board()->tree.references, [&](const MemoryReference& reference) {
    return !reference.targets.empty() && reference.path.ends_with('/' + node_name(device));
  });
}

bool is_known_driver(const Shortage& shortage) {
  return std::ranges::any_of(shortage.drivers, [](const Clue* clue) {
    return std::ranges::any_of(drivers, [&](std::string_view name) { return clue->event.text.contains(name); });
  });
}

/// The only pool of the board that no device names, so that it must have been made for one that does not say so.
const ReservedNode* forgotten_pool(const Story& story) {
  const CheckInput* const input = story.board_input();
  if (input == nullptr) return nullptr;
  const ReservedNode* found = nullptr;
  for (const CheckedNode& node : input->nodes) {
    if (!node.is_pool || node.node->cma_default || node.node->dma_default) continue;
    const bool is_used = std::ranges::any_of(input->tree.references, [&](const MemoryReference& reference) {
      return std::ranges::any_of(reference.targets, [&](const RegionTarget& t) { return t.node == node.index; });
    });
    if (is_used) continue;
    if (found != nullptr) return nullptr;
    found = node.node;
  }
  return found;
}

/// A device whose buffers are those of pictures, by its name in the tree.
bool is_of_pictures(std::string_view device) {
  constexpr std::array<std::string_view, 14> kinds = {"video", "vpu",  "isp", "gfx",     "csi", "codec", "venc",
                                                      "vdec",  "jpeg", "mfc", "display", "lcd", "npu",   "camera"};
  return std::ranges::any_of(kinds, [&](std::string_view kind) { return device.contains(kind); });
}

/// A shortage of a default pool that nobody sized for this device.
bool could_be_default_shortage(const Shortage& shortage, const Story& story) {
  if (!shortage.is_of_default_pool() || !is_tree_device(shortage.device)) return false;
  if (shortage.kind != ShortageKind::Unclear && shortage.kind != ShortageKind::TooLarge) return false;
  if (is_known_driver(shortage)) return !shortage.total || *shortage.total <= small_default;
  const bool is_usual = !shortage.total || *shortage.total <= usual_default;
  return is_usual && story.parameter("cma") == nullptr && is_of_pictures(shortage.device);
}

/// The refused requests on the pool in their order, each size once.
std::vector<std::uint64_t> sizes_of(const Story& story, const Shortage& shortage) {
  std::vector<std::uint64_t> sizes;
  for (const Clue* const clue : story.clues(LogFact::CmaAllocFailed)) {
    const std::uint64_t pages = clue->event.pages.value_or(0);
    if (clue->event.name != shortage.pool || std::ranges::find(sizes, pages) != sizes.end()) continue;
    sizes.push_back(pages);
  }
  return sizes;
}

/// All that is told of requests on the pool: later ones may not say of whom they are.
Bytes tell_requests(CauseDraft& cause, const Story& story, Shortage shortage) {
  const std::vector<std::uint64_t> sizes = sizes_of(story, shortage);
  const std::uint64_t page = story.page_size().value;
  const std::uint64_t largest = std::ranges::max(sizes);
  if (sizes.front() != shortage.pages) {
    shortage.pages = sizes.front();
    shortage.requested = {sizes.front() * page};
  }
  describe(cause, shortage);
  if (sizes.size() > 1) cause.fact("second_request_pages", sizes[1]);
  for (const Clue* const clue : story.clues(LogFact::CmaAllocFailed)) {
    if (clue->event.name == shortage.pool) cause.evidence(clue);
  }
  return {largest * page};
}

void tell_remedy(CauseDraft& cause, const std::string& device, Bytes largest) {
  const Bytes size = {std::bit_ceil(std::min(largest.value, gib(1).value) * buffer_count / mib(1).value) << 20};
  const Bytes pool = std::max(size, mib(4));
  const Bytes alignment = std::min(pool, largest_alignment);
  cause.fact("suggested_pool_bytes", pool).fact("suggested_alignment", alignment);
  cause.remedy(
      {"give {0} a pool of its own: in /reserved-memory a node with compatible = \"shared-dma-pool\", reusable, size "
       "{1:#x}, alignment {2:#x}, and memory-region = <&its_label> in the node {0}; `assigned reserved memory node` in "
       "the log then shows that it took effect",
       "为 {0} 建专用池：在 /reserved-memory 加一个节点，compatible = \"shared-dma-pool\"、reusable、size {1:#x}、"
       "alignment {2:#x}，并在节点 {0} 写 memory-region = <&标签>；日志出现 `assigned reserved memory node` 即生效"},
      node_name(device), pool.value, alignment.value);
}

void explain_shortage(const Story& story, const Shortage& shortage, CauseReport& report) {
  const ReservedNode* const pool = forgotten_pool(story);
  const bool is_sure = pool != nullptr;
  if (shortage.kind == ShortageKind::TooLarge && !is_sure) return;
  const Confidence confidence = is_sure                     ? Confidence::Certain
                                : is_known_driver(shortage) ? Confidence::Likely
                                                            : Confidence::Possible;
  CauseDraft cause =
      report.add(confidence,
                 {"{0} has no memory of its own: it takes from the default pool", "{0} 没有自己的内存：它从默认池分配"},
                 shortage.device);
  const Bytes largest = tell_requests(cause, story, shortage);
  if (pool == nullptr) return tell_remedy(cause, shortage.device, largest);
  cause.region(pool->name).at({pool->where, pool->path}).fact("unused_pool", pool->name);
  cause.remedy({"{1} is there and no device names it: write memory-region = <&{2}> in the node {0}",
                "{1} 已存在但没有设备引用：在节点 {0} 中写 memory-region = <&{2}>"},
               node_name(shortage.device), pool->name, pool->label.empty() ? "its_label" : pool->label);
}

/// What the tree alone shows: a reference that leads to no region.
void explain_board(const Story& story, CauseReport& report) {
  for (const std::string_view rule : {"dangling-memory-region", "memory-region-disabled"}) {
    for (const Finding* const finding : story.board_findings(rule)) {
      if (finding->severity != Severity::Error || remote_core_of(story, *finding) != nullptr) continue;
      CauseDraft cause = report.certain({"a device gets no region: {0}", "设备得不到内存区：{0}"}, finding->message);
      for (const Origin& origin : finding->locations) cause.at(origin);
      cause.detail({"{0}", "{0}"}, finding->effect);
      cause.follows_of(story.clues(LogFact::RegionNotAssigned)).follows_of(story.clues(LogFact::ProbeFailed));
    }
  }
  const ReservedNode* const pool = story.has_log() || story.board() == nullptr ? nullptr : forgotten_pool(story);
  if (pool == nullptr || story.board()->tree.references.empty()) return;
  CauseDraft cause = report.possible(
      {"no device names {0}: its device takes from the default pool", "没有设备引用 {0}：它的设备会从默认池分配"},
      pool->name);
  cause.severity(Severity::Warning).region(pool->name).at({pool->where, pool->path}).fact("unused_pool", pool->name);
}

void explain(const Story& story, CauseReport& report) {
  for (const Shortage& shortage : shortages(story)) {
    const bool is_candidate = could_be_default_shortage(shortage, story);
    if (is_candidate && !has_region(story, shortage.device)) explain_shortage(story, shortage, report);
  }
  explain_board(story, report);
}

}  // namespace

extern const CauseRule memory_region_missing_cause{
    .id = "memory-region-missing",
    .cause_class = "memory_region_missing",
    .severity = Severity::Error,
    .title = {"a device has no memory-region and takes from the default pool", "设备没有 memory-region，只能用默认池"},
    .explanation =
        {"A device whose node has a memory-region gets its buffers from that pool. Without one, or if its phandle "
         "leads nowhere, it takes from the default pool, which the kernel calls `reserved` and which is mostly a few "
         "MiB: enough to start, too little for the next resolution.\n\n"
         "Told from a pool that is too small by the device: one of the tree that is to have buffers of its own, with "
         "no `assigned reserved memory node` of it in the log. A larger default pool would hide the fault, until "
         "others fill it.",
         "节点有 memory-region 的设备从该池取缓冲区。没有，或其 phandle 无效时，就从默认池取；内核称它 `reserved`，"
         "通常只有几 MiB：启动时够用，换一个分辨率就不够。\n\n"
         "与“池太小”的区别在于设备：它是设备树中本应有专用缓冲区的设备，而日志中没有它的 `assigned reserved memory "
         "node`。增大默认池只会掩盖问题，直到别人把它占满。"},
    .remedy = {"name a region of /reserved-memory in memory-region of the device's node",
               "在设备节点的 memory-region 中引用 /reserved-memory 的一个节点"},
    .explain = explain,
};

}  // namespace rampart
