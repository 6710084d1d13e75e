#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <rampart/model/region.h>

#include "analyses/cma_view.h"

namespace rampart {

/// Free runs of [at_least, 2 * at_least), a power of two of pages.
struct CmaRunClass {
  Bytes at_least;
  std::uint64_t count{};
  Bytes size;  ///< Of all of them.
  friend bool operator==(const CmaRunClass&, const CmaRunClass&) = default;
};

/// The largest request that a pool would grant at an alignment.
struct CmaLargest {
  Bytes alignment;
  std::optional<PhysRange> place;  ///< Empty: not one page.
  friend bool operator==(const CmaLargest&, const CmaLargest&) = default;
};

/// A request that a person asked about, and where it would go.
struct CmaTrial {
  Bytes size;
  Bytes alignment;
  std::optional<PhysAddr> place;  ///< Empty: it would fail.
  std::uint64_t count{};          ///< How many of it would be granted, one after the other.
  friend bool operator==(const CmaTrial&, const CmaTrial&) = default;
};

/// What the bitmap of one pool tells.
struct CmaBitmapReport {
  const CmaPoolView* pool = nullptr;
  std::optional<PhysAddr> longest_at;    ///< Where the longest free run begins.
  std::vector<CmaRunClass> runs;         ///< Every class from the shortest to the longest that there is.
  std::vector<CmaLargest> largest;       ///< From one page to the first alignment at which nothing is granted.
  std::optional<PhysRange> largest_dma;  ///< The same with the alignment that the DMA API and heaps ask for.
  std::vector<CmaTrial> trials;
};

/// What a request asks for: a size, and an alignment that takes the place of the DMA API's rule.
struct CmaAsked {
  Bytes size;
  std::optional<Bytes> alignment{};
};

/// `pool` must have its bitmap and outlive the report.
CmaBitmapReport bitmap_report(const CmaPoolView& pool, const CmaView& view, std::span<const CmaAsked> asked);

/// The pages of a range that are held and free; its bitmap must be there.
Occupancy occupancy_of(const CmaPoolRange& range, Bytes page_size);

}  // namespace rampart
