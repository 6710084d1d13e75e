#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <rampart/base/units.h>

#include "sources/cma_area.h"

namespace rampart {

/// What one call of the kernel's cma_alloc() asks for.
struct CmaRequest {
  Pages count;                 ///< At least 1.
  unsigned alignment_order{};  ///< The first page frame number is to be a multiple of 2^alignment_order; below 64.
  friend bool operator==(const CmaRequest&, const CmaRequest&) = default;
};

/// The free memory of one range of a CMA area, as the kernel's allocator sees it.
struct CmaFreeSpace {
  std::uint64_t base_pfn{};
  unsigned order_per_bit{};   ///< A request takes whole bits of 2^order_per_bit pages.
  std::vector<PageRun> runs;  ///< From `free_runs`: lowest first, apart from each other, in whole bits.
};

/// CONFIG_CMA_ALIGNMENT where nobody chose: 1 MiB of 4 KiB pages.
constexpr unsigned default_cma_alignment_order = 8;

/// The alignment that the DMA API and the CMA heap ask for: the order of the size, rounded up to a power of two, but
/// not more than `cap`, which is CONFIG_CMA_ALIGNMENT. The size itself is not rounded.
unsigned dma_alignment_order(Pages count, unsigned cap = default_cma_alignment_order);

/// Where the kernel would put a request: the lowest place that is free and aligned, in pages from `base_pfn`; nothing
/// if there is none. Every call of the kernel searches from the start of the range. Only the bitmap is asked: a page
/// that cannot be moved away makes the kernel go on to a later place.
std::optional<Pages> first_fit(const CmaFreeSpace& space, const CmaRequest& request);

/// The largest request that would be granted at an alignment, and where; nothing if not one page would be.
std::optional<PageRun> largest_fit(const CmaFreeSpace& space, unsigned alignment_order);

/// The largest request that would be granted with the alignment of `dma_alignment_order`, and where.
std::optional<PageRun> largest_dma_fit(const CmaFreeSpace& space, unsigned cap = default_cma_alignment_order);

/// What free memory is worth to requests of one kind.
struct CmaUsable {
  Pages free;             ///< All of it.
  Pages usable;           ///< Of that, what some place for the request covers; the rest is of no use to it.
  std::uint64_t count{};  ///< How many would be granted, one after the other.
  friend bool operator==(const CmaUsable&, const CmaUsable&) = default;
};

CmaUsable usable_for(const CmaFreeSpace& space, const CmaRequest& request);

}  // namespace rampart
