#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/note.h>
#include <rampart/model/phys_range.h>
#include <rampart/model/region.h>

namespace rampart {

/// Where the memory of a DMA-BUF heap comes from.
enum class HeapBacking {
  System,   ///< Single pages of all RAM, in as many pieces as it takes.
  Cma,      ///< One run of pages of a CMA pool.
  Vendor,   ///< A heap that mainline Linux does not have: only its driver knows.
  StandIn,  ///< No heap: a memfd of this process, for tests.
};

/// `system`, `cma`, `vendor`, `stand-in`.
std::string_view to_string(HeapBacking backing);

/// A CMA pool as far as it can be read; without debugfs and sysfs only its name is known.
struct PoolFacts {
  std::string name;                ///< `linux,cma`, `vpu@50000000`
  std::optional<PhysRange> range;  ///< Empty too where a pool has several ranges.
  std::optional<Bytes> size;       ///< 0: it could not be activated, every request fails.
  Usage usage;
  bool is_default = false;  ///< Requests of devices without a pool of their own come from it.
  friend bool operator==(const PoolFacts&, const PoolFacts&) = default;
};

/// One heap of this system and what backs it.
struct HeapFacts {
  std::string name;  ///< `system`, `linux,cma`
  std::string path;  ///< `/dev/dma_heap/system`
  HeapBacking backing = HeapBacking::Vendor;
  std::optional<PoolFacts> pool;    ///< Of a Cma heap, where it is known.
  std::optional<bool> contiguous;   ///< A buffer is one run of physical addresses. Empty: only its driver knows.
  std::optional<bool> cached;       ///< The processor's caches hold a mapping; otherwise it is write-combined.
  std::optional<bool> below_4_gib;  ///< All its memory has addresses of 32 bits.
  friend bool operator==(const HeapFacts&, const HeapFacts&) = default;
};

/// A CMA pool that no heap gives out.
struct HeaplessPool {
  PoolFacts pool;
  std::string reason;  ///< Why this kernel has no heap for it.
  std::string remedy;  ///< What it takes.
  friend bool operator==(const HeaplessPool&, const HeaplessPool&) = default;
};

/// The heaps of a system. Two of them may stand for one pool: do not add up their sizes.
struct HeapList {
  std::vector<HeapFacts> heaps;        ///< By path.
  std::vector<HeaplessPool> heapless;  ///< By name.
  std::vector<Note> notes;             ///< What could not be read.
};

}  // namespace rampart
