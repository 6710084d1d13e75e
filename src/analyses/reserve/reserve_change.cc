#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "analyses/check/check_input.h"
#include "analyses/reserve/default_pool.h"
#include "analyses/reserve/memory_region.h"
#include "analyses/reserve/reserve_draft.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

/// What resize and move start from: a node that has one place.
Result<const PlacedRegion*> place_of(const ReserveDraft& draft, const ReservedNode& node) {
  if (const PlacedRegion* const placed = draft.layout().placed(draft.index_of(node)); placed != nullptr) return placed;
  const std::string_view why = !is_enabled(node.status)                 ? "is disabled"
                               : !node.reg && node.size                 ? "is placed by the kernel"
                               : node.reg && node.reg->cells.size() > 4 ? "has several places"
                                                                        : "has no place that can be read";
  return draft.refuse_at(node, Errc::Unsupported,
                         fmt::format("{} {} (expected one base and size in its reg)", node.name, why));
}

bool is_cma_node(const ReserveDraft& draft, const ReservedNode& node) {
  const CheckedNode* const checked = checked_node(draft.input(), draft.index_of(node));
  return checked != nullptr && checked->is_cma_pool();
}

Result<void> resize_placed_by_kernel(ReserveDraft& draft, const ReservedNode& node, const CheckedNode& checked) {
  const Bytes size = *draft.request().size;
  if (checked.is_cma_pool()) {
    if (auto done = draft.check_pool_size(size); !done) return done;
  }
  if (checked.size && size < *checked.size) {
    if (auto done = draft.check_firmware(node, "shrunk"); !done) return done;
  }
  auto assignment = draft.number("size", size.value, false);
  if (!assignment) return std::unexpected(std::move(assignment.error()));
  draft.plan().tree.emplace_back(SetProperty{node.path, std::move(*assignment)});
  draft.plan().steps.push_back({.region = node.name,
                                .renamed = "",
                                .from = {},
                                .to = {},
                                .old_size = checked.size,
                                .new_size = size,
                                .reason = "asked for; the kernel finds its place"});
  return {};
}

/// A region keeps the boundary that it has, if it is finer than that of carve-outs.
Result<void> check_resized(const ReserveDraft& draft, const PlacedRegion& placed, Bytes size, bool is_pool) {
  if (is_pool) return draft.check_pool_size(size);
  const auto coarse = draft.layout().boundary(false).value;
  const auto own = placed.range.base().value | placed.range.size().value;
  const Bytes boundary{std::min(coarse, own & (~own + 1))};
  if (size.value == 0 || (size.value % boundary.value != 0 && !draft.request().force)) {
    return draft.refuse(Errc::OutOfRange,
                        fmt::format("a size of {:#x} is no multiple of {} as {} has now (expected {:#x}, or --force)",
                                    size.value, size_text(boundary), placed.name,
                                    rounded_up(std::max<std::uint64_t>(size.value, 1), boundary).value_or(0)));
  }
  return {};
}

/// Nothing that is there already and does not move may lie in what is new.
Result<void> check_reach(const ReserveDraft& draft, const PlacedRegion& grown, const PhysRange& range) {
  if (draft.layout().leaves_ram(range) && !draft.layout().leaves_ram(grown.range)) {
    return draft.refuse(Errc::TooLarge, fmt::format("{} of {} would pass the end of RAM (expected less)",
                                                    range_text(range), grown.name));
  }
  return {};
}

Result<void> resize_placed(ReserveDraft& draft, const ReservedNode& node) {
  const auto placed = place_of(draft, node);
  if (!placed) return std::unexpected(placed.error());
  const Bytes size = *draft.request().size;
  if (auto done = check_resized(draft, **placed, size, is_cma_node(draft, node)); !done) return done;
  const PhysRange old = (*placed)->range;
  if (size < old.size()) {
    if (auto done = draft.check_firmware(node, "shrunk"); !done) return done;
  }
  const auto range = PhysRange::make(old.base(), size);
  if (!range) return draft.refuse(Errc::OutOfRange, "the region would pass the last address (expected less)");
  if (auto done = check_reach(draft, **placed, *range); !done) return done;
  auto shifts = draft.layout().make_room(**placed, *range, draft.request().force);
  if (!shifts) return std::unexpected(std::move(shifts.error()));
  // From the last, so that no two nodes have one name in between.
  for (std::size_t i = shifts->size(); i-- > 0;) {
    const RegionShift& shift = (*shifts)[i];
    const ReservedNode& next = draft.tree().reserved->nodes[shift.node];
    const FirmwareRegion firmware = draft.layout().firmware_of(next);
    if (firmware.hold != FirmwareHold::None) {
      draft.plan().notes.push_back(
          fmt::format("{} holds {}: it must be one that can be loaded at its new place", next.name, firmware.owner));
    }
    const PhysRange& before_it = i == 0 ? *range : (*shifts)[i - 1].to;
    const std::string who = i == 0 ? node.name : draft.tree().reserved->nodes[(*shifts)[i - 1].node].name;
    const auto moved =
        draft.put(next, shift.from, shift.to, fmt::format("{} ends at {} now", who, address_text(before_it.last())));
    if (!moved) return std::unexpected(moved.error());
  }
  const auto done = draft.put(node, old, *range, "asked for");
  if (!done) return std::unexpected(done.error());
  std::ranges::reverse(draft.plan().steps);
  std::ranges::reverse(draft.plan().notes);
  return {};
}

Result<const ReservedNode*> wanted_node(ReserveDraft& draft, bool& is_done) {
  auto node = draft.find_node(draft.request().name);
  if (!node) return node;
  const bool is_default =
      *node != nullptr ? default_pool_of(draft.input()).node == *node : means_default_pool(draft.request().name);
  if (*node == nullptr && is_default) *node = default_pool_of(draft.input()).node;
  if (is_default) {
    const auto done = plan_default_pool(draft, *node);
    if (!done) return std::unexpected(done.error());
    is_done = *done;
    return node;
  }
  if (*node == nullptr) {
    return draft.refuse(Errc::NotFound,
                        draft.request().name + " is no region of this tree (expected a node, label or path)");
  }
  return node;
}

}  // namespace

Result<void> plan_resize(ReserveDraft& draft) {
  if (!draft.request().size || draft.request().size->value == 0) {
    return draft.refuse(Errc::Malformed, "no size to resize to (expected --size)");
  }
  bool is_done = false;
  const auto node = wanted_node(draft, is_done);
  if (!node) return std::unexpected(node.error());
  if (is_done) return {};
  const CheckedNode* const checked = checked_node(draft.input(), draft.index_of(**node));
  if (checked != nullptr && checked->is_dynamic) return resize_placed_by_kernel(draft, **node, *checked);
  return resize_placed(draft, **node);
}

Result<void> plan_move(ReserveDraft& draft) {
  if (!draft.request().base) return draft.refuse(Errc::Malformed, "no place to move to (expected --base)");
  bool is_done = false;
  const auto node = wanted_node(draft, is_done);
  if (!node) return std::unexpected(node.error());
  if (is_done) return {};
  const auto placed = place_of(draft, **node);
  if (!placed) return std::unexpected(placed.error());
  if (auto done = draft.check_firmware(**node, "moved"); !done) return done;
  const PhysRange old = (*placed)->range;
  const auto range = PhysRange::make(*draft.request().base, old.size());
  if (!range) return draft.refuse(Errc::OutOfRange, "the region would pass the last address (expected less)");
  if (auto done = draft.check_place(*range, is_cma_node(draft, **node), draft.index_of(**node)); !done) return done;
  const auto done = draft.put(**node, old, *range, "asked for");
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<void> plan_remove(ReserveDraft& draft) {
  bool is_done = false;
  const auto node = wanted_node(draft, is_done);
  if (!node) return std::unexpected(node.error());
  if (is_done) return {};
  if (auto done = draft.check_firmware(**node, "removed"); !done) return done;
  const std::size_t index = draft.index_of(**node);
  take_region(draft, index);
  const bool is_last = draft.tree().reserved->nodes.size() == 1;
  const std::string path = is_last && draft.facts().drop_empty_parent ? draft.tree().reserved->path : (*node)->path;
  draft.plan().tree.emplace_back(RemoveNode{path});
  const PlacedRegion* const placed = draft.layout().placed(index);
  const CheckedNode* const checked = checked_node(draft.input(), index);
  const auto size = placed != nullptr    ? std::optional{placed->range.size()}
                    : checked != nullptr ? checked->size
                                         : std::nullopt;
  draft.plan().steps.push_back({.region = (*node)->name,
                                .renamed = "",
                                .from = placed != nullptr ? std::optional{placed->range} : std::nullopt,
                                .to = {},
                                .old_size = size,
                                .new_size = {},
                                .reason = "asked for"});
  return {};
}

}  // namespace rampart
