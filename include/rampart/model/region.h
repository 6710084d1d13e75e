#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/origin.h>
#include <rampart/model/phys_range.h>

namespace rampart {

enum class Kind { Ram, Kernel, Initrd, Fdt, NoMap, Reserved, Cma, DmaPool, Crash, Device, Cmm, Ion, Heap, Hole };

/// The kernel's word, as in JSON: `ram`, `no-map`, `dma-pool`, ...
std::string_view to_string(Kind kind);
/// The kind whose `to_string` is `word`, or nothing.
std::optional<Kind> kind_from(std::string_view word);

/// How full a region or zone is. What no source tells stays empty: "not readable" is not zero.
struct Usage {
  std::optional<Bytes> used;
  std::optional<Bytes> free;
  std::optional<Bytes> largest_free;  ///< The longest free run; an upper bound for one contiguous request.
  friend bool operator==(const Usage&, const Usage&) = default;
};

/// Which blocks of a region are used, as an allocator's own map tells.
struct Occupancy {
  enum class State { Used, Free, Unknown };
  struct Run {
    State state{};
    Bytes size;
    friend bool operator==(const Run&, const Run&) = default;
  };
  Bytes block;            ///< The allocator's unit.
  std::vector<Run> runs;  ///< From the region's base on, without gaps; together they are the region.
  friend bool operator==(const Occupancy&, const Occupancy&) = default;
};

/// `used`, `free`, `unknown`: as in JSON.
std::string_view to_string(Occupancy::State state);

/// What a region's source says of it beside its place.
struct Attributes {
  bool no_map = false;
  bool reusable = false;
  bool is_default = false;  ///< The default CMA pool (`linux,cma-default`, `cma=`, Kconfig) or default coherent pool.
  bool anonymous = false;   ///< Taken by someone the source does not name, as iomem's `reserved`. What lies inside such
                            ///< a region is its content, not a conflict.
  friend bool operator==(const Attributes&, const Attributes&) = default;
};

/// One entry of a map, and where it was read.
struct Region {
  PhysRange range;
  std::string name;  ///< As its source names it: `adsp@86100000`.
  Kind kind;
  Origin origin;
  Attributes attributes{};
  Usage usage{};
  std::vector<std::string> users{};    ///< Who names it through `memory-region`, as node paths.
  std::vector<Origin> confirmed_by{};  ///< Other sources that say the same.
  std::optional<Occupancy> occupancy{};
  friend bool operator==(const Region&, const Region&) = default;
};

/// A region that the kernel places at boot: declared by size, so it has no address until a kernel has run. Or one that
/// has an address which no source tells, as the heap of a microcontroller.
struct DynamicRegion {
  Bytes size;
  std::string name;
  Kind kind;
  Origin origin;
  Attributes attributes{};
  std::optional<Bytes> alignment{};
  std::vector<PhysRange> alloc_ranges{};  ///< Where it may go; empty means anywhere.
  std::vector<std::string> users{};
  Usage usage{};
  friend bool operator==(const DynamicRegion&, const DynamicRegion&) = default;
};

}  // namespace rampart
