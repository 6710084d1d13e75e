#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/model/finding.h>
#include <rampart/model/note.h>
#include <rampart/model/phys_range.h>

#include "analyses/cma_fit.h"
#include "assemble/cma_system.h"

namespace rampart {

/// A run of page frames of a pool whose place is known.
struct CmaPoolRange {
  PhysRange range;
  std::optional<CmaFreeSpace> free;  ///< Empty where its bitmap could not be read.
};

/// One CMA pool as a person knows it: in bytes, with its heap and its devices. What no source tells stays empty.
struct CmaPoolView {
  std::string name;     ///< As its directory in debugfs or sysfs is called.
  std::string debugfs;  ///< The path of that directory; empty where debugfs has none.
  std::optional<PhysAddr> base;
  std::optional<Bytes> size;  ///< 0 where the area could not be activated. Without debugfs as it was declared.
  std::optional<Bytes> used;  ///< What drivers hold; movable pages that borrow the pool do not count.
  std::optional<Bytes> free;
  std::optional<Bytes> largest_free;  ///< The longest free run, whatever its alignment.
  unsigned order_per_bit = 0;
  std::vector<CmaPoolRange> ranges;      ///< One before 6.15; none where debugfs was not readable.
  std::optional<Bytes> alloc_success;    ///< Since boot.
  std::optional<Bytes> alloc_fail;       ///< Since boot.
  std::optional<Bytes> release_success;  ///< Since boot.
  bool is_default = false;               ///< The pool of devices that name none of their own.
  std::vector<std::string> heaps;        ///< Paths, `/dev/dma_heap/linux,cma`.
  std::vector<std::string> users;        ///< Devices that name it through `memory-region`, as node paths.

  /// Whether the free runs of the whole pool are known.
  bool has_bitmap() const;
};

/// All pools of a system.
struct CmaView {
  Bytes page_size = kib(4);
  unsigned alignment_cap = default_cma_alignment_order;  ///< CONFIG_CMA_ALIGNMENT
  bool cap_is_assumed = true;
  std::optional<int> no_room_errno;  ///< What this kernel answers where no run is free; empty where that is not known.
  std::vector<CmaPoolView> pools;    ///< By name.
  std::vector<Finding> findings;
  std::vector<Note> notes;
};

/// `alignment_cap` is CONFIG_CMA_ALIGNMENT of the system's configuration; empty if that could not be read.
CmaView cma_view(const CmaSystem& system, std::optional<std::uint64_t> alignment_cap);

/// The request that the DMA API or a heap makes for `size` bytes. `alignment`, if given, takes the place of its rule;
/// it is rounded up to a power of two of pages.
CmaRequest request_for(Bytes size, const CmaView& view, std::optional<Bytes> alignment = std::nullopt);

/// Where a request would be put; the ranges of a pool are searched one after the other. Nothing if there is no place.
std::optional<PhysAddr> place_for(const CmaPoolView& pool, Bytes page_size, const CmaRequest& request);

/// Free memory of a pool that is of no use to a request.
struct CmaFragmentation {
  Bytes free;
  Bytes unusable;
  std::optional<std::uint64_t> count;  ///< How many such requests would be granted; empty if none was asked about.
  /// 100 * unusable / free, rounded to the nearest; 0 where nothing is free.
  unsigned percent() const;
  friend bool operator==(const CmaFragmentation&, const CmaFragmentation&) = default;
};

/// What of the free memory no place for the request covers. Without a request: what lies outside the longest free run.
/// Nothing if the bitmap, or for the latter `free` and `largest_free`, is not known.
std::optional<CmaFragmentation> fragmentation(const CmaPoolView& pool, Bytes page_size,
                                              const std::optional<CmaRequest>& request);

/// The pool of this name, or null.
const CmaPoolView* find_pool(const CmaView& view, std::string_view name);
/// The default pool, or the only one; null if there is neither.
const CmaPoolView* default_pool(const CmaView& view);

}  // namespace rampart
