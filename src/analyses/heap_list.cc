#include "analyses/heap_list.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <string>
#include <string_view>

#include "knowledge/cma_runtime.h"
#include "knowledge/heap_kernel.h"
#include "sources/cma_area.h"

namespace rampart {
namespace {

constexpr PhysAddr last_below_4_gib{(std::uint64_t{1} << 32) - 1};

/// Mainline's system heaps, and the write-combined one of Android's common kernel.
constexpr std::string_view system_heaps[] = {"system", "system-uncached", "system_cc_shared"};

class Join {
 public:
  explicit Join(const HeapSources& sources) : sources_{sources} {
    const auto& areas = sources.pools.areas;
    const bool has_built =
        std::ranges::any_of(areas, [](const CmaArea& a) { return is_cma_area_of(a.name, built_cma_area); });
    if (has_built) {
      default_ = built_cma_area;  // cma= took the place of the tree's
    } else if (sources.tree_default) {
      default_ = *sources.tree_default;
    }
  }

  HeapList run() {
    HeapList list;
    for (const DmaHeap& heap : sources_.heaps.heaps) list.heaps.push_back(facts_of(heap));
    for (const CmaArea& area : sources_.pools.areas) {
      if (!with_heap_.contains(area.name)) list.heapless.push_back(heapless(area, list.heaps));
    }
    list.notes = sources_.heaps.notes;
    list.notes.insert(list.notes.end(), sources_.pools.notes.begin(), sources_.pools.notes.end());
    return list;
  }

 private:
  HeapFacts facts_of(const DmaHeap& heap) {
    HeapFacts facts{
        .name = heap.name, .path = heap.path, .pool = {}, .contiguous = {}, .cached = {}, .below_4_gib = {}};
    const bool is_default = heap.name == default_cma_heap || (!default_.empty() && heap.name == default_);
    if (std::ranges::find(system_heaps, heap.name) != std::end(system_heaps)) {
      facts.backing = HeapBacking::System;
      facts.contiguous = false;
      facts.cached = heap.name != "system-uncached";
      if (sources_.last_ram) facts.below_4_gib = *sources_.last_ram <= last_below_4_gib;
    } else if (const CmaArea* const area = area_of(heap.name)) {
      with_heap_.insert(area->name);
      facts.backing = HeapBacking::Cma;
      facts.pool = pool_of(*area);
    } else if (is_default || heap.name == built_cma_area) {
      facts.backing = HeapBacking::Cma;
      facts.pool = PoolFacts{.name = default_.empty() ? heap.name : default_, .range = {}, .size = {}, .usage = {}};
      facts.pool->is_default = true;
    }
    if (facts.backing == HeapBacking::Cma) {
      facts.contiguous = facts.cached = true;
      if (facts.pool->range) facts.below_4_gib = facts.pool->range->last() <= last_below_4_gib;
    }
    return facts;
  }

  const CmaArea* area_of(std::string_view heap) const {
    const std::string_view wanted = heap == default_cma_heap && !default_.empty() ? std::string_view{default_} : heap;
    const auto found = std::ranges::find_if(sources_.pools.areas,
                                            [&](const CmaArea& area) { return is_cma_area_of(area.name, wanted); });
    return found == sources_.pools.areas.end() ? nullptr : &*found;
  }

  PoolFacts pool_of(const CmaArea& area) const {
    PoolFacts pool{.name = area.name, .range = {}, .size = {}, .usage = {}};
    pool.is_default = !default_.empty() && is_cma_area_of(area.name, default_);
    const auto bytes = [&](const std::optional<Pages>& pages) {
      return pages ? size_of(*pages, sources_.page_size) : std::nullopt;
    };
    pool.size = bytes(total(area));
    pool.usage.used = bytes(held_now(area));
    pool.usage.largest_free = bytes(longest_free_run(area));
    if (pool.size && pool.usage.used) pool.usage.free = saturating_sub(*pool.size, *pool.usage.used);
    const auto place = std::ranges::find(sources_.pools.regions, area.name, &Region::name);
    if (area.ranges.size() == 1 && place != sources_.pools.regions.end()) pool.range = place->range;
    return pool;
  }

  HeaplessPool heapless(const CmaArea& area, const std::vector<HeapFacts>& heaps) const {
    HeaplessPool pool{.pool = pool_of(area), .reason = {}, .remedy = {}};
    const bool has_cma_heap =
        std::ranges::any_of(heaps, [](const HeapFacts& h) { return h.backing == HeapBacking::Cma; });
    const std::string scaffold = fmt::format("`rampart heap scaffold {}` writes a driver for it", area.name);
    if (pool.pool.size == Bytes{0}) {
      pool.reason = "the pool could not be activated";
      pool.remedy = "look for its name in the boot log";
    } else if (heaps.empty()) {
      pool.reason = "this kernel has no DMA-BUF heaps";
      pool.remedy = "CONFIG_DMABUF_HEAPS=y and CONFIG_DMABUF_HEAPS_CMA=y, Linux 5.6";
    } else if (pool.pool.is_default && !has_cma_heap) {
      pool.reason = "this kernel has no heap of CMA";
      pool.remedy = "CONFIG_DMABUF_HEAPS_CMA=y";
    } else if (!sources_.kernel || has_heap_per_pool(*sources_.kernel)) {
      pool.reason = "only pools of the device tree get a heap";
      pool.remedy = "declare it in /reserved-memory as a reusable shared-dma-pool";
    } else {
      pool.reason = fmt::format("Linux {}.{} has a heap for the default pool only", sources_.kernel->major,
                                sources_.kernel->minor);
      pool.remedy =
          fmt::format("Linux {} registers every pool; {}", to_string(first_kernel_with_a_heap_per_pool), scaffold);
    }
    return pool;
  }

  static bool has_heap_per_pool(const OsRelease& kernel) {
    const KernelVersion version{kernel.major, kernel.minor, kernel.patch};
    return compare(version, first_kernel_with_a_heap_per_pool) >= 0 ||
           version.same_series(first_kernel_with_a_heap_per_pool);
  }

  const HeapSources& sources_;
  std::string default_;  ///< The default pool's name; empty where nothing tells it.
  std::set<std::string> with_heap_;
};

}  // namespace

HeapList heap_list(const HeapSources& sources) { return Join{sources}.run(); }

}  // namespace rampart
