#include "analyses/reserve/reserve_layout.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

/// The boundary that a region keeps when it moves: what it states, of a pool the granule, else the one it has now, but
/// no larger than what carve-outs need.
Bytes kept_alignment(const CheckInput& input, const CheckedNode& node, const PhysRange& range) {
  if (node.is_cma_pool()) return std::max(input.granule, node.alignment.value_or(Bytes{}));
  if (node.alignment && node.alignment->value != 0) return *node.alignment;
  const std::uint64_t base = range.base().value;
  const std::uint64_t lowest_bit = base & (~base + 1);
  const std::uint64_t own = lowest_bit == 0 ? carve_out_boundary.value : lowest_bit;
  return {std::max(std::min(own, carve_out_boundary.value), std::min(input.page_size.value, own))};
}

}  // namespace

std::optional<std::uint64_t> rounded_up(std::uint64_t value, Bytes alignment) {
  const std::uint64_t rest = alignment.value == 0 ? 0 : value % alignment.value;
  if (rest == 0) return value;
  const std::uint64_t missing = alignment.value - rest;
  return value > UINT64_MAX - missing ? std::nullopt : std::optional{value + missing};
}

ReserveLayout::ReserveLayout(const CheckInput& input, const ReserveFacts& facts) : input_{input}, facts_{facts} {
  add_nodes(facts);
  for (const MemReserve& each : input.tree.mem_reserves) {
    if (const auto range = PhysRange::make({each.base}, {each.size})) add_fixed("/memreserve/", *range);
  }
  const LoadedImages& loaded = input.setup.loaded;
  if (loaded.kernel) add_fixed("the kernel", *loaded.kernel);
  if (loaded.initrd) add_fixed("the initrd", *loaded.initrd);
  if (loaded.fdt) add_fixed("the device tree", *loaded.fdt);
  std::ranges::stable_sort(regions_, {}, [](const PlacedRegion& region) { return region.range; });
}

void ReserveLayout::add_fixed(std::string name, const PhysRange& range) {
  regions_.push_back({.name = std::move(name), .range = range, .node = {}, .alignment = {}});
}

void ReserveLayout::add_nodes(const ReserveFacts&) {
  for (const CheckedNode& node : input_.nodes) {
    for (std::size_t i = node.first; i < node.end; ++i) {
      const PhysRange& range = input_.ranges[i].range;
      regions_.push_back({.name = node.node->name,
                          .range = range,
                          .node = node.index,
                          .alignment = kept_alignment(input_, node, range),
                          .firmware = firmware_of(*node.node),
                          .is_movable = node.end - node.first == 1});
    }
  }
}

FirmwareRegion ReserveLayout::firmware_of(const ReservedNode& node) const {
  const FirmwareRegion known = firmware_region(node.name, node.label, node.compatible, input_.tree.compatible);
  if (known.hold != FirmwareHold::None) return known;
  const std::string_view stem = std::string_view{node.name}.substr(0, node.name.find('@'));
  const bool is_listed = std::ranges::find(facts_.carve_outs, stem, &CarveOut::name) != facts_.carve_outs.end();
  return is_listed ? FirmwareRegion{FirmwareHold::Image, "the firmware of this device"} : FirmwareRegion{};
}

const PlacedRegion* ReserveLayout::placed(std::size_t node) const {
  const auto found = std::ranges::find_if(regions_, [&](const PlacedRegion& region) { return region.node == node; });
  return found == regions_.end() || !found->is_movable ? nullptr : &*found;
}

const PlacedRegion* ReserveLayout::in_the_way(const PhysRange& range, std::optional<std::size_t> except) const {
  const auto found = std::ranges::find_if(regions_, [&](const PlacedRegion& region) {
    return region.range.overlaps(range) && !(except && region.node == except);
  });
  return found == regions_.end() ? nullptr : &*found;
}

std::optional<PhysAddr> ReserveLayout::free_place(Bytes size, Bytes alignment, PhysAddr from,
                                                  std::optional<std::size_t> except) const {
  for (const PhysAddr start : {from, PhysAddr{0}}) {
    for (const PhysRange& bank : input_.ram) {
      auto at = rounded_up(std::max(bank.base(), start).value, alignment);
      while (at) {
        const auto range = PhysRange::make({*at}, size);
        if (!range || !bank.contains(*range)) break;
        const PlacedRegion* const obstacle = in_the_way(*range, except);
        if (obstacle == nullptr) return range->base();
        if (obstacle->range.last().value == UINT64_MAX) break;
        at = rounded_up(obstacle->range.last().value + 1, alignment);
      }
    }
  }
  return std::nullopt;
}

bool ReserveLayout::may_move(const PlacedRegion& region, bool force) const {
  return region.is_movable && (force || region.firmware.hold != FirmwareHold::Resident);
}

/// Above `from`, past what cannot move.
Result<PhysRange> ReserveLayout::next_place(const PlacedRegion& region, PhysAddr from, bool force) const {
  auto at = rounded_up(from.value, region.alignment);
  while (at) {
    const auto range = PhysRange::make({*at}, region.range.size());
    if (!range) break;
    const auto fixed = std::ranges::find_if(regions_, [&](const PlacedRegion& other) {
      return !may_move(other, force) && other.range.overlaps(*range) && !other.range.overlaps(region.range);
    });
    if (fixed != regions_.end()) {
      if (fixed->range.last().value == UINT64_MAX) break;
      at = rounded_up(fixed->range.last().value + 1, region.alignment);
      continue;
    }
    const bool was_in_ram = !leaves_ram(region.range);
    if (!was_in_ram || !leaves_ram(*range)) return *range;
    const auto bank = std::ranges::find_if(input_.ram, [&](const PhysRange& r) { return r.base().value > *at; });
    if (bank == input_.ram.end()) break;
    at = rounded_up(bank->base().value, region.alignment);
  }
  return std::unexpected(Error{Errc::TooLarge,
                               {input_.tree.file, 0, 0},
                               fmt::format("no room is left for {} behind {} (expected {} of RAM there)", region.name,
                                           address_text(from), size_text(region.range.size()))});
}

Result<std::vector<RegionShift>> ReserveLayout::make_room(const PlacedRegion& grown, const PhysRange& range,
                                                          bool force) const {
  std::vector<RegionShift> shifts;
  PhysAddr taken = range.last();
  for (const PlacedRegion& region : regions_) {
    const bool is_before = region.range.base() < grown.range.base();
    if (region.node == grown.node || is_before || region.range.overlaps(grown.range)) continue;
    if (region.range.base() > taken) break;
    if (!may_move(region, force)) {
      if (!region.range.overlaps(range)) continue;  // what was pushed here goes past it
      const std::uint64_t most = region.range.base().value - range.base().value;
      const std::string why = region.firmware.hold == FirmwareHold::None
                                  ? "does not move"
                                  : fmt::format("belongs to {}", region.firmware.owner);
      return std::unexpected(Error{
          Errc::Unsupported, position_of(input_.tree, "/reserved-memory/" + region.name, "reg"),
          fmt::format("{} would reach into {} at {}, which {} (expected at most {:#x}{})", grown.name, region.name,
                      range_text(region.range), why, most, region.is_movable ? ", or --force" : "")});
    }
    if (taken.value == UINT64_MAX) {
      return std::unexpected(Error{Errc::TooLarge, {input_.tree.file, 0, 0}, "no address is left (expected less)"});
    }
    const auto to = next_place(region, {taken.value + 1}, force);
    if (!to) return std::unexpected(to.error());
    shifts.push_back({*region.node, region.range, *to});
    taken = std::max(taken, to->last());
  }
  return shifts;
}

}  // namespace rampart
