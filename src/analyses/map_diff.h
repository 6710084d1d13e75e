#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/model/memory_map.h>

namespace rampart {

enum class ChangeKind { Appeared, Vanished, Moved, Resized, Renamed, KindChanged, UsageChanged };

/// `appeared`, `moved`, `usage-changed`, ...
std::string_view to_string(ChangeKind change);

/// One side of a change. A region declared by size only has no base.
struct ChangeSide {
  std::optional<PhysAddr> base;
  Bytes size;
  Kind kind;
  Usage usage;
  Origin origin;
  friend bool operator==(const ChangeSide&, const ChangeSide&) = default;
};

/// What became of one region. A region that moved and grew is two changes.
struct Change {
  ChangeKind what;
  std::string name;                  ///< As in the later map, unless it vanished.
  std::string old_name;              ///< Only of a renamed one.
  std::optional<ChangeSide> before;  ///< Empty if it appeared.
  std::optional<ChangeSide> after;   ///< Empty if it vanished.
  friend bool operator==(const Change&, const Change&) = default;
};

/// True for everything but a change of usage: the layout itself differs.
bool is_layout_change(const Change& change);

/// What differs between two maps, by address of the later side, vanished ones by their old address.
///
/// Regions are the same if they have the same name; where a name stands more than once, those of the same range first,
/// then in order. What is left over is the same if range and kind are: it was renamed. Anonymous regions are left out:
/// they have no identity, and what they hold is compared itself.
std::vector<Change> map_diff(const MemoryMap& before, const MemoryMap& after);

}  // namespace rampart
