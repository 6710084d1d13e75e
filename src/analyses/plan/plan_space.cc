#include "analyses/plan/plan_space.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <string_view>

#include "analyses/plan/proposal.h"
#include "base/size_text.h"

namespace rampart {
namespace {

/// A pool's place in a hole as high as it may lie; nothing if it does not fit.
std::optional<PhysRange> place_in(const PhysRange& hole, const PlannedPool& pool) {
  const std::uint64_t limit = pool.below ? pool.below->value : UINT64_MAX;
  if (limit == 0) return std::nullopt;
  const std::uint64_t last = std::min(hole.last().value, limit - 1);
  const std::uint64_t size = pool.size.value;
  if (last < hole.base().value || last - hole.base().value < size - 1) return std::nullopt;
  const std::uint64_t base = (last - (size - 1)) / pool.alignment.value * pool.alignment.value;
  if (base < hole.base().value) return std::nullopt;
  return PhysRange::make({base}, pool.size);
}

std::optional<PhysRange> place_anywhere(const RangeSet& open, const PlannedPool& pool) {
  std::optional<PhysRange> best;
  Bytes smallest{UINT64_MAX};
  for (const PhysRange& hole : open.ranges()) {
    if (hole.size() >= smallest) continue;
    if (const auto place = place_in(hole, pool)) {
      best = place;
      smallest = hole.size();
    }
  }
  return best;
}

std::string limit_text(const PlannedPool& pool) {
  if (!pool.below) return "";
  const Bytes limit{pool.below->value};
  const bool is_round = limit.value % gib(1).value == 0 || (limit < gib(1) && limit.value % mib(1).value == 0);
  return is_round ? " below " + size_text(limit) : fmt::format(" below {:#x}", limit.value);
}

std::string no_place(const PlanSpace& space, const RangeSet& open, const PlannedPool& pool) {
  Bytes longest;
  for (const PhysRange& hole : open.ranges()) {
    const std::uint64_t limit = pool.below ? pool.below->value : UINT64_MAX;
    if (hole.base().value >= limit) continue;
    longest = std::max(longest, Bytes{std::min(hole.size().value, limit - hole.base().value)});
  }
  return fmt::format("{} needs {} in one piece{}, and of {} RAM the longest free range is {}", pool.name,
                     size_text(pool.size), limit_text(pool), size_text(space.ram.size()), size_text(longest));
}

/// The end of RAM, or the place that was asked for.
std::expected<PhysRange, std::string> fixed_place(const PlanSpace& space, const RangeSet& open,
                                                  const PlannedPool& pool) {
  const auto& ram = space.ram.ranges();
  if (ram.empty())
    return std::unexpected(fmt::format("{} needs {}, and no RAM is known", pool.name, size_text(pool.size)));
  const PhysRange& bank = ram.back();
  if (!pool.base && bank.size() < pool.size) return std::unexpected(no_place(space, open, pool));
  const PhysAddr base = pool.base.value_or(PhysAddr{bank.last().value - (pool.size.value - 1)});
  const auto place = PhysRange::make(base, pool.size);
  const bool is_open =
      place && std::ranges::any_of(open.ranges(), [&](const PhysRange& hole) { return hole.contains(*place); });
  if (is_open && !(pool.below && place->last() >= *pool.below)) return *place;
  return std::unexpected(fmt::format("{} needs {} at {:#x}{}, which is not all free RAM", pool.name,
                                     size_text(pool.size), base.value, limit_text(pool)));
}

bool has_fixed_place(const PlannedPool& pool) { return pool.base || pool.kind == PoolKind::Cmm; }

class PoolPlacing {
 public:
  PoolPlacing(const PlanSpace& space, std::span<const PlannedPool> pools)
      : space_{space}, pools_{pools}, places_(pools.size()), open_{space.open} {}

  std::expected<std::vector<std::optional<PhysRange>>, std::string> place() {
    std::vector<std::size_t> movable;
    for (std::size_t i = 0; i < pools_.size(); ++i) {
      const PlannedPool& pool = pools_[i];
      if (pool.kind == PoolKind::System || pool.size.value == 0) continue;
      if (pool.at_most && pool.size > *pool.at_most) {
        return std::unexpected(
            fmt::format("{} needs {} and may have {}", pool.name, size_text(pool.size), size_text(*pool.at_most)));
      }
      if (!has_fixed_place(pool)) {
        movable.push_back(i);
        continue;
      }
      const auto place = fixed_place(space_, open_, pool);
      if (!place) return std::unexpected(place.error());
      take(i, *place);
    }
    return place_movable(std::move(movable));
  }

 private:
  void take(std::size_t pool, const PhysRange& place) {
    places_[pool] = place;
    open_ = open_.without(RangeSet{{place}});
  }

  /// The most limited first, then the largest. If that fails every order is tried, while there are few.
  std::expected<std::vector<std::optional<PhysRange>>, std::string> place_movable(std::vector<std::size_t> movable) {
    constexpr std::size_t few = 6;
    std::ranges::sort(movable, [&](std::size_t a, std::size_t b) {
      const auto key = [&](std::size_t i) {
        const PlannedPool& pool = pools_[i];
        return std::tuple{pool.below ? pool.below->value : UINT64_MAX, UINT64_MAX - pool.size.value, i};
      };
      return key(a) < key(b);
    });
    const RangeSet open = open_;
    const std::string reason = try_order(movable);
    if (reason.empty()) return places_;
    if (movable.size() > few) return std::unexpected(reason);
    std::ranges::sort(movable);
    do {
      open_ = open;
      if (try_order(movable).empty()) return places_;
    } while (std::ranges::next_permutation(movable).found);
    return std::unexpected(reason);
  }

  std::string try_order(const std::vector<std::size_t>& order) {
    for (const std::size_t i : order) {
      const auto place = place_anywhere(open_, pools_[i]);
      if (!place) return no_place(space_, open_, pools_[i]);
      take(i, *place);
    }
    return {};
  }

  const PlanSpace& space_;
  std::span<const PlannedPool> pools_;
  std::vector<std::optional<PhysRange>> places_;
  RangeSet open_;
};

bool is_replaced_region(const PredictedRegion& region, std::span<const PlannedPool> pools) {
  return std::ranges::any_of(pools, [&](const PlannedPool& pool) {
    // A fixed area that is large enough stays where it is.
    const bool is_kept = !region.is_dynamic && region.range.size() >= pool.size && pool.size.value != 0;
    const bool is_default = pool.is_default && region.kind == Kind::Cma && region.attributes.is_default;
    return (is_default && !is_kept) || region.name.substr(0, region.name.find('@')) == pool_node_name(pool);
  });
}

/// Without the last 64 MiB of the hole that ends at an address.
RangeSet without_hole_below(const RangeSet& open, PhysAddr address) {
  std::vector<PhysRange> kept;
  for (const PhysRange& hole : open.ranges()) {
    if (hole.last().value + 1 != address.value) {
      kept.push_back(hole);
      continue;
    }
    const auto rest = PhysRange::make(hole.base(), saturating_sub(hole.size(), mib(64)));
    if (rest) kept.push_back(*rest);
  }
  return RangeSet{std::move(kept)};
}

}  // namespace

PlanSpace plan_space(const Prediction& before, std::span<const PlannedPool> pools, Bytes page_size) {
  PlanSpace space;
  space.page_size = page_size;
  // include/linux/mm_types.h: struct page.
  if (before.architecture == Architecture::Arm) space.page_structure = {32};
  space.ram = RangeSet{before.ram};
  std::vector<PhysRange> fixed;
  std::vector<PhysRange> kept;
  for (const PredictedRegion& region : before.regions) {
    if (is_replaced_region(region, pools)) continue;
    if (!region.is_dynamic) fixed.push_back(region.range);
    if (region.kind != Kind::Cma) kept.push_back(region.range);
  }
  for (const auto& image : {before.loaded.kernel, before.loaded.initrd, before.loaded.fdt}) {
    if (image) fixed.push_back(*image);
  }
  space.open = space.ram.without(RangeSet{std::move(fixed)});
  // What lies right below the kernel is the boot loader's: nobody tells how near it puts the kernel.
  if (before.loaded.kernel) space.open = without_hole_below(space.open, before.loaded.kernel->base());
  space.kept = space.ram.intersected(RangeSet{std::move(kept)}).size();
  return space;
}

std::expected<std::vector<std::optional<PhysRange>>, std::string> place_pools(const PlanSpace& space,
                                                                              std::span<const PlannedPool> pools) {
  return PoolPlacing{space, pools}.place();
}

LinuxShare linux_share(const PlanSpace& space, std::span<const PlannedPool> pools, Bytes needs) {
  LinuxShare share;
  share.ram = space.ram.size();
  share.kept = space.kept;
  share.needs = needs;
  Bytes unseen;
  for (const PlannedPool& pool : pools) {
    if (pool.kind == PoolKind::System) continue;
    (pool.kind == PoolKind::Cma ? share.lent : share.planned).value += pool.size.value;
    if (pool.kind == PoolKind::Cmm) unseen.value += pool.size.value;
  }
  share.page_structures = {saturating_sub(share.ram, unseen).value / space.page_size.value *
                           space.page_structure.value};
  share.left =
      saturating_sub(saturating_sub(saturating_sub(share.ram, share.kept), share.planned), share.page_structures);
  return share;
}

std::int64_t linux_left(const LinuxShare& share, std::span<const PlannedPool> pools, std::span<const Bytes> live) {
  auto left = static_cast<std::int64_t>(share.left.value) - static_cast<std::int64_t>(share.needs.value);
  for (std::size_t i = 0; i < pools.size(); ++i) {
    const bool is_linux = pools[i].kind == PoolKind::Cma || pools[i].kind == PoolKind::System;
    if (is_linux) left -= static_cast<std::int64_t>(live[i].value);
  }
  return left;
}

}  // namespace rampart
