#include "analyses/explain/tree_form.h"

#include <algorithm>

#include "analyses/explain/aftermath.h"
#include "analyses/explain/pool_words.h"

namespace rampart {
namespace {

constexpr std::string_view usual_path = "/reserved-memory";

/// The region that is missed most: a pool, else one that a device names, else the first. Null without any.
const ReservedNode* foremost(const DeviceTree& tree) {
  const auto& nodes = tree.reserved->nodes;
  const auto pool = std::ranges::find(nodes, true, &ReservedNode::reusable);
  if (pool != nodes.end()) return &*pool;
  for (const MemoryReference& device : tree.references) {
    for (const RegionTarget& target : device.targets) {
      if (target.node) return &nodes[*target.node];
    }
  }
  return nodes.empty() ? nullptr : &nodes.front();
}

/// Its place as its author meant it: in the root's cells.
void tell_region(CauseDraft& cause, const ReservedNode& node, CellWidths cells) {
  cause.region(node.name).fact("region_name", node.name);
  if (!node.reg) return;
  if (is_whole(*node.reg, cells)) {
    const auto entries = reg_entries(*node.reg, cells);
    if (!entries.empty()) cause.fact("region_base", entries[0].base).fact("region_size_bytes", entries[0].size);
  }
  cause.fact("reg_cells", std::uint64_t{node.reg->cells.size()});
}

}  // namespace

TreeFault tree_fault(const Story& story) {
  const BootSetup* const board = story.board();
  if (board == nullptr || !board->tree.reserved || board->tree.reserved->nodes.empty()) return TreeFault::None;
  const ReservedMemory& reserved = *board->tree.reserved;
  if (reserved.path != usual_path) return TreeFault::Elsewhere;
  if (!reserved.ranges || !reserved.counts.address || !reserved.counts.size) return TreeFault::Incomplete;
  const CellWidths root = root_widths(board->tree);
  const bool same = *reserved.counts.address == root.address && *reserved.counts.size == root.size;
  return same ? TreeFault::None : TreeFault::OtherCells;
}

CellWidths root_widths(const DeviceTree& tree) {
  return {tree.counts.address.value_or(1), tree.counts.size.value_or(1)};
}

void tell_unread_tree(CauseDraft& cause, const Story& story) {
  cause.evidence_of(story.clues(LogFact::TreeNotUsed));
  if (story.has(LogFact::TreeNotUsed)) cause.fact("message", "unsupported node format");
  cause.fact("node", usual_path);
  if (const BootSetup* const board = story.board(); board != nullptr && board->tree.reserved) {
    const ReservedMemory& reserved = *board->tree.reserved;
    const CellWidths root = root_widths(board->tree);
    cause.at({reserved.where, reserved.path})
        .fact("root_address_cells", std::uint64_t{root.address})
        .fact("root_size_cells", std::uint64_t{root.size});
    if (reserved.counts.address) cause.fact("node_address_cells", std::uint64_t{*reserved.counts.address});
    if (reserved.counts.size) cause.fact("node_size_cells", std::uint64_t{*reserved.counts.size});
    if (const ReservedNode* const node = foremost(board->tree)) tell_region(cause, *node, root);
  }
  tell_driver_error(cause, story);
  tell_default_pool(cause, story);
  if (const StoryPool* const pool = story.default_pool()) cause.follows(pool->clue);
  follow_lost_region(cause, story);
  follow_refused_requests(cause, story);
  // Memory of firmware that nobody keeps any more.
  cause.follows_of(story.clues(LogFact::ExternalAbort)).follows_of(story.clues(LogFact::CallSite));
}

void tell_read_tree(CauseDraft& cause, const Story& story) {
  const ReservedNode* const node =
      story.board() != nullptr && story.board()->tree.reserved ? foremost(story.board()->tree) : nullptr;
  if (node == nullptr) return;
  tell_predicted(cause, story, node->name, [](BootSetup& setup) {
    const CellWidths root = root_widths(setup.tree);
    setup.tree.reserved->path = usual_path;
    setup.tree.reserved->counts = {root.address, root.size};
    if (!setup.tree.reserved->ranges) setup.tree.reserved->ranges = CellProperty{};
  });
}

}  // namespace rampart
