#include "analyses/cma_view.h"

#include <algorithm>
#include <utility>

#include "assemble/declared_map.h"
#include "base/percent.h"
#include "knowledge/cma_runtime.h"
#include "sources/memory_parameters.h"

namespace rampart {
namespace {

std::optional<Bytes> bytes(const std::optional<Pages>& pages, Bytes page_size) {
  return pages ? size_of(*pages, page_size) : std::nullopt;
}

/// A pool that the device tree declares, wherever it lies.
struct DeclaredPool {
  std::string name;
  std::optional<PhysAddr> base;
  Bytes size;
  bool is_default = false;
  std::vector<std::string> users;
};

std::vector<DeclaredPool> declared_pools(const CmaSystem& system) {
  std::vector<DeclaredPool> pools;
  if (!system.tree) return pools;
  const DeclaredMap map = declared_map(*system.tree);
  for (const Region& region : map.regions) {
    if (region.kind != Kind::Cma) continue;
    pools.push_back(
        {region.name, region.range.base(), region.range.size(), region.attributes.is_default, region.users});
  }
  for (const DynamicRegion& region : map.dynamic) {
    if (region.kind != Kind::Cma) continue;
    pools.push_back({region.name, std::nullopt, region.size, region.attributes.is_default, region.users});
  }
  return pools;
}

class Viewer {
 public:
  explicit Viewer(const CmaSystem& system) : system_{system}, declared_{declared_pools(system)} {}

  CmaPoolView pool(const CmaArea& area) const {
    CmaPoolView view;
    view.name = area.name;
    if (area.count) view.debugfs = cma_debugfs_directory(area);
    view.order_per_bit = area.order_per_bit.value_or(0);
    add_ranges(area, view);
    view.size = bytes(total(area), system_.page_size);
    view.used = bytes(held_now(area), system_.page_size);
    view.largest_free = bytes(longest_free_run(area), system_.page_size);
    view.alloc_success = bytes(area.counters.alloc_pages_success, system_.page_size);
    view.alloc_fail = bytes(area.counters.alloc_pages_fail, system_.page_size);
    view.release_success = bytes(area.counters.release_pages_success, system_.page_size);
    place_by_hearsay(area, view);
    if (view.size && view.used) view.free = saturating_sub(*view.size, *view.used);
    return view;
  }

  /// Marks the default pool: that of `cma=` if there is one, that of the tree, else that of the kernel's build.
  void mark_default(std::vector<CmaPoolView>& pools) const {
    const auto is_built = [](const CmaPoolView& pool) { return is_cma_area_of(pool.name, built_cma_area); };
    const auto is_declared = [&](const CmaPoolView& pool) {
      const auto found = std::ranges::find_if(
          declared_, [&](const DeclaredPool& each) { return each.is_default && is_cma_area_of(pool.name, each.name); });
      return found != declared_.end();
    };
    const bool has_parameter = system_.cmdline && memory_parameters(*system_.cmdline).cma;
    auto found = has_parameter ? std::ranges::find_if(pools, is_built) : std::ranges::find_if(pools, is_declared);
    if (found == pools.end()) {
      found = has_parameter ? std::ranges::find_if(pools, is_declared) : std::ranges::find_if(pools, is_built);
    }
    if (found != pools.end()) found->is_default = true;
  }

  void add_heaps(CmaPoolView& pool) const {
    for (const DmaHeap& heap : system_.heaps.heaps) {
      const bool is_default_heap = pool.is_default && heap.name == default_cma_heap;
      if (is_cma_area_of(pool.name, heap.name) || is_default_heap) pool.heaps.push_back(heap.path);
    }
  }

 private:
  const DeclaredPool* declaration(const CmaArea& area) const {
    const auto found =
        std::ranges::find_if(declared_, [&](const DeclaredPool& pool) { return is_cma_area_of(area.name, pool.name); });
    return found == declared_.end() ? nullptr : &*found;
  }

  /// What the kernel's own files do not tell: the log says where it put an area, the tree who is to use it.
  void place_by_hearsay(const CmaArea& area, CmaPoolView& view) const {
    const auto told = std::ranges::find_if(
        system_.told_regions, [&](const Region& region) { return is_cma_area_of(area.name, region.name); });
    if (told != system_.told_regions.end()) {
      if (!view.base) view.base = told->range.base();
      if (!view.size) view.size = told->range.size();
    }
    const DeclaredPool* const declared = declaration(area);
    if (declared == nullptr) return;
    view.users = declared->users;
    if (!view.base) view.base = declared->base;
    if (!view.size) view.size = declared->size;
  }

  void add_ranges(const CmaArea& area, CmaPoolView& view) const {
    for (std::size_t i = 0; i < area.ranges.size(); ++i) {
      const auto& first = area.ranges[i].base_pfn;
      const auto base = bytes(first ? std::optional{Pages{*first}} : std::nullopt, system_.page_size);
      const auto size = bytes(range_size(area, i), system_.page_size);
      const auto range = base && size ? PhysRange::make({base->value}, *size) : std::nullopt;
      if (i == 0 && base) view.base = PhysAddr{base->value};
      if (!range) continue;
      CmaPoolRange placed{.range = *range, .free = std::nullopt};
      if (auto runs = free_runs(area, i)) placed.free = CmaFreeSpace{*first, view.order_per_bit, std::move(*runs)};
      view.ranges.push_back(std::move(placed));
    }
  }

  const CmaSystem& system_;
  std::vector<DeclaredPool> declared_;
};

}  // namespace

bool CmaPoolView::has_bitmap() const {
  return !ranges.empty() &&
         std::ranges::all_of(ranges, [](const CmaPoolRange& range) { return range.free.has_value(); });
}

CmaView cma_view(const CmaSystem& system, std::optional<std::uint64_t> alignment_cap) {
  CmaView view{.page_size = system.page_size, .no_room_errno = std::nullopt, .pools = {}, .findings = {}, .notes = {}};
  if (alignment_cap && *alignment_cap < 64) {
    view.alignment_cap = static_cast<unsigned>(*alignment_cap);
    view.cap_is_assumed = false;
  }
  if (system.kernel) view.no_room_errno = cma_no_room_errno({system.kernel->major, system.kernel->minor});
  const Viewer viewer{system};
  for (const CmaArea& area : system.pools.areas) view.pools.push_back(viewer.pool(area));
  viewer.mark_default(view.pools);
  for (CmaPoolView& pool : view.pools) viewer.add_heaps(pool);
  view.findings = system.pools.findings;
  view.notes = system.notes;
  view.notes.insert(view.notes.end(), system.pools.notes.begin(), system.pools.notes.end());
  view.notes.insert(view.notes.end(), system.heaps.notes.begin(), system.heaps.notes.end());
  return view;
}

CmaRequest request_for(Bytes size, const CmaView& view, std::optional<Bytes> alignment) {
  const auto pages = [&](Bytes bytes) {
    return bytes.value / view.page_size.value + (bytes.value % view.page_size.value != 0 ? 1 : 0);
  };
  const Pages count{std::max<std::uint64_t>(1, pages(size))};
  if (!alignment) return {count, dma_alignment_order(count, view.alignment_cap)};
  return {count, dma_alignment_order({pages(*alignment)}, 63)};
}

std::optional<PhysAddr> place_for(const CmaPoolView& pool, Bytes page_size, const CmaRequest& request) {
  for (const CmaPoolRange& range : pool.ranges) {
    const auto place = range.free ? first_fit(*range.free, request) : std::nullopt;
    if (place) return PhysAddr{range.range.base().value + place->value * page_size.value};
  }
  return std::nullopt;
}

unsigned CmaFragmentation::percent() const { return percent_of(unusable, free).value_or(0); }

std::optional<CmaFragmentation> fragmentation(const CmaPoolView& pool, Bytes page_size,
                                              const std::optional<CmaRequest>& request) {
  if (!request) {
    if (!pool.free || !pool.largest_free) return std::nullopt;
    return CmaFragmentation{*pool.free, saturating_sub(*pool.free, *pool.largest_free), std::nullopt};
  }
  if (!pool.has_bitmap()) return std::nullopt;
  CmaFragmentation result{{}, {}, 0};
  for (const CmaPoolRange& range : pool.ranges) {
    const CmaUsable usable = usable_for(*range.free, *request);
    result.free.value += usable.free.value * page_size.value;
    result.unusable.value += (usable.free.value - usable.usable.value) * page_size.value;
    *result.count += usable.count;
  }
  return result;
}

const CmaPoolView* find_pool(const CmaView& view, std::string_view name) {
  const auto found = std::ranges::find(view.pools, name, &CmaPoolView::name);
  return found == view.pools.end() ? nullptr : &*found;
}

const CmaPoolView* default_pool(const CmaView& view) {
  const auto found = std::ranges::find(view.pools, true, &CmaPoolView::is_default);
  if (found != view.pools.end()) return &*found;
  return view.pools.size() == 1 ? &view.pools.front() : nullptr;
}

}  // namespace rampart
