#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/early_boot.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

/// More pairs than these are of one mistake.
constexpr std::size_t most_pairs = 8;

struct NamedRange {
  std::string name;
  PhysRange range;
};

/// Two regions that share addresses, the lower one first.
struct Pair {
  NamedRange lower;
  NamedRange upper;
  const Clue* line = nullptr;

  PhysRange shared() const { return *lower.range.intersection(upper.range); }
};

/// The pair of a line; nothing if the kernel was not asked for the second part of it, or the two only touch.
std::optional<Pair> pair_of(const Clue& line) {
  const LogEvent& event = line.event;
  if (!event.first || !event.last || !event.other_first || !event.other_last) return std::nullopt;
  const auto lower = PhysRange::from_first_last({*event.first}, {*event.last});
  const auto upper = PhysRange::from_first_last({*event.other_first}, {*event.other_last});
  if (!lower || !upper || !lower->overlaps(*upper)) return std::nullopt;
  return Pair{{event.name, *lower}, {event.other, *upper}, &line};
}

/// The pairs of the board, of two nodes each.
std::vector<Pair> board_pairs(const CheckInput& input) {
  std::vector<Pair> pairs;
  const auto named = [&](std::size_t place) {
    const StaticRange& one = input.ranges[input.by_base[place]];
    return NamedRange{input.nodes[one.node].node->name, one.range};
  };
  for (std::size_t i = 0; i < input.by_base.size(); ++i) {
    for (std::size_t j = i + 1; j < input.by_base.size() && pairs.size() < most_pairs; ++j) {
      Pair pair{named(i), named(j)};
      if (!pair.lower.range.overlaps(pair.upper.range)) break;
      if (input.ranges[input.by_base[i]].node != input.ranges[input.by_base[j]].node) pairs.push_back(std::move(pair));
    }
  }
  return pairs;
}

void tell_remedy(CauseDraft& cause, const Pair& pair) {
  const PhysRange& lower = pair.lower.range;
  const PhysRange& upper = pair.upper.range;
  if (lower == upper) {
    cause.remedy({"remove {0} or {1} from /reserved-memory, and let the users of both name the other in memory-region",
                  "从 /reserved-memory 删去 {0} 或 {1}，让两者的使用者在 memory-region 中都指向留下的那个"},
                 pair.lower.name, pair.upper.name);
    return;
  }
  const std::uint64_t past = lower.last().value + 1;
  if (lower.base() == upper.base()) {
    cause.remedy(
        {"cut {1} to begin at {2:#x} with size {3:#x}, or move {0} away; drop whichever this board does not use",
         "把 {1} 的起点改为 {2:#x}、大小改为 {3:#x}，或移走 {0}；本板不用的那个应删去"},
        pair.lower.name, pair.upper.name, past, upper.last().value - lower.last().value);
    return;
  }
  cause.remedy(
      {"in {0} set reg to base {2:#x} and size {3:#x}, or move {1} to {4:#x}; if this board does not use {1}, "
       "delete it (/delete-node/)",
       "把 {0} 的 reg 改为起点 {2:#x}、大小 {3:#x}，或把 {1} 移到 {4:#x}；若本板不用 {1}，用 /delete-node/ 删去"},
      pair.lower.name, pair.upper.name, lower.base().value, upper.base().value - lower.base().value,
      std::max(past, upper.last().value + 1));
}

FactObject fact_of(const NamedRange& one) {
  return {{"name", one.name}, {"start", one.range.base().value}, {"end", one.range.last().value + 1}};
}

void tell(CauseReport& report, const Story& story, const Pair& pair) {
  const Bytes shared = pair.shared().size();
  CauseDraft cause =
      report.certain({"{0} and {1} share {2}: two owners of one memory", "{0} 与 {1} 重叠 {2}：同一块内存有两个主人"},
                     pair.lower.name, pair.upper.name, size_text(shared));
  cause.evidence(pair.line).region(pair.lower.name).region(pair.upper.name);
  for (const NamedRange* const one : {&pair.lower, &pair.upper}) {
    if (const ReservedNode* const node = story.board_node(one->name)) cause.at({node->where, node->path});
    // A no-map region over one that is mapped is refused.
    for (const Clue* const refused : story.clues(LogFact::NodeNotReserved)) {
      if (refused->event.name == one->name) cause.follows(refused);
    }
  }
  cause.fact("overlapping_regions", std::vector<FactObject>{fact_of(pair.lower), fact_of(pair.upper)})
      .fact("overlap_bytes", shared);
  cause.detail({"{0} is {1}, {2} is {3}", "{0} 为 {1}，{2} 为 {3}"}, pair.lower.name, range_text(pair.lower.range),
               pair.upper.name, range_text(pair.upper.range));
  tell_remedy(cause, pair);
}

void explain(const Story& story, CauseReport& report) {
  std::vector<Pair> pairs;
  const auto lines = story.clues(LogFact::NodesOverlap);
  for (const Clue* const line : lines) {
    const auto pair = pair_of(*line);
    // Kernels that scan the tree twice say it twice.
    const auto is_same = [&](const Pair& other) {
      return other.lower.name == pair->lower.name && other.upper.name == pair->upper.name;
    };
    if (pair && pairs.size() < most_pairs && std::ranges::none_of(pairs, is_same)) pairs.push_back(*pair);
  }
  // The second line of the message has no prefix, and is easily lost.
  const bool has_lost_names =
      pairs.empty() && std::ranges::any_of(lines, [](const Clue* line) { return !line->event.first; });
  if (story.board_input() != nullptr && lines.empty() == !tells_early_boot(story)) {
    if (pairs.empty()) pairs = board_pairs(*story.board_input());
    for (Pair& pair : pairs) {
      if (has_lost_names) pair.line = lines.front();
    }
  }
  for (const Pair& pair : pairs) tell(report, story, pair);
  if (pairs.empty() && has_lost_names) {
    report.certain({"two regions of /reserved-memory share addresses", "/reserved-memory 中有两个区域地址重叠"})
        .evidence_of(lines);
  }
}

}  // namespace

extern const CauseRule region_overlap_cause{
    .id = "region-overlap",
    .cause_class = "region_overlap",
    .severity = Severity::Error,
    .title = {"two regions of /reserved-memory share addresses", "/reserved-memory 中有两个区域地址重叠"},
    .explanation =
        {"The kernel compares each region with its neighbour in address order, prints `OVERLAP DETECTED!` with both "
         "and their ends exclusive, and keeps both: their owners overwrite each other. It happens where a variant of a "
         "board enlarges a region that a file for the whole chip declares, and another one stands right behind.\n\n"
         "If the later one in the tree is no-map and the earlier one is not, the later one is refused as well: "
         "`failed to reserve memory for node`.",
         "内核按地址顺序比较相邻区域，打印 `OVERLAP DETECTED!` 及两者范围（结束地址不含），但两者都保留：使用者会互相"
         "覆盖数据。常见于板级变体加大了芯片公共文件中的某个区域，而紧随其后还有别的区域。\n\n"
         "若树中靠后的是 no-map 而靠前的不是，靠后的还会被拒绝：`failed to reserve memory for node`。"},
    .remedy = {"move or shrink one of the two so that each byte has one owner",
               "移动或缩小其中一个，使每个字节只有一个主人"},
    .explain = explain,
};

}  // namespace rampart
