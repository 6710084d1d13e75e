#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/phys_range.h>

namespace rampart {

/// A change of a layout that someone asks for. What is not given stays empty.
struct ReserveRequest {
  enum class Action { Add, Resize, Move, Remove };
  Action action = Action::Add;
  /// Add: the name of the new node, with or without a unit address. Else a node's name, its label or its path; in a
  /// command line `cma`, `mem` or the base of a `memmap=`. `linux,cma`, `cma` and `default` are the default pool.
  std::string name;
  std::optional<std::string> label;  ///< Add; else made of the name.
  std::optional<PhysAddr> base;      ///< Add, Move; without it the kernel finds the place.
  std::optional<Bytes> size;         ///< Add, Resize.
  std::optional<Bytes> alignment;    ///< Add, of a region that the kernel places.
  std::vector<PhysRange> alloc_ranges;
  bool no_map = false;
  bool reusable = false;
  bool is_default = false;              ///< `linux,cma-default`
  std::vector<std::string> compatible;  ///< Empty: `shared-dma-pool` for a reusable region.
  std::string device;                   ///< Path of the device whose `memory-region` gets the region; may be empty.
  bool force = false;                   ///< Touch what firmware holds, and leave the usual boundaries.
};

/// `add`, `resize`, `move`, `remove`.
std::string_view to_string(ReserveRequest::Action action);

}  // namespace rampart
