#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/model/memory_map.h>
#include <rampart/model/note.h>

namespace rampart {

/// Who uses the RAM that no region takes: Linux, or the firmware of a microcontroller.
enum class RamUser { Linux, Firmware };

/// `linux`, `firmware`: as in JSON.
std::string_view to_string(RamUser user);

/// Everything that the faces of a map show: text, JSON, picture and page.
struct MapView {
  std::string title;                 ///< The device or board; empty if nothing says it.
  std::vector<std::string> sources;  ///< What was read, in order: `board.dtb`, `cmdline`.
  MemoryMap map;
  std::vector<Finding> findings;  ///< What was found beside the findings of the map itself.
  std::vector<Note> notes;
  RamUser free_to = RamUser::Linux;
};

/// The findings of the map and then those beside it.
std::vector<Finding> all_findings(const MapView& view);

/// Memory that someone took on purpose: CMA, carve-outs, reservations, pools.
bool is_reservation(Kind kind);

/// A reserved range of CMA begins and ends on a multiple of this with 4 KiB pages, and so leaves slack beside it.
constexpr Bytes usual_cma_granule = mib(4);

/// One line of a map: a span, or a region that owns no byte because others lie all over it.
struct MapRow {
  PhysRange range;
  Kind kind;
  std::optional<std::size_t> region;  ///< Index into `MemoryMap::regions()`; empty for a hole.
  bool continued = false;             ///< An earlier row began this region: something inside it cut it.
  bool slack = false;    ///< RAM smaller than `usual_cma_granule` between two reservations, of a larger bank.
  bool covered = false;  ///< No span: all its bytes belong to regions inside it.
};

/// The rows in address order. Regions that own no byte are among them, before what covers them, unless they are RAM
/// or anonymous: those are then told by their content.
std::vector<MapRow> map_rows(const MemoryMap& map);

struct KindSum {
  Kind kind;
  Bytes size;
  friend bool operator==(const KindSum&, const KindSum&) = default;
};

/// Installed RAM as a sum: `installed` is `inside` plus `free`, exactly, unless regions without an address do not fit.
struct MapSums {
  Bytes installed;
  std::vector<KindSum> inside;  ///< What is taken of RAM, by kind, with the regions without an address.
  Bytes free;                   ///< What is left to `free_to`.
  std::vector<KindSum>
      outside;  ///< Memory taken where no RAM is told of, as behind `mem=`; device ranges do not count.
  RamUser free_to = RamUser::Linux;
};

MapSums map_sums(const MemoryMap& map, RamUser free_to = RamUser::Linux);

/// Bytes by innermost kind, in the order of `Kind`, without those that have none.
std::vector<KindSum> kind_sums(const MemoryMap& map);

}  // namespace rampart
