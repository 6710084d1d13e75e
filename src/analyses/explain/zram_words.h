#pragma once

#include <optional>
#include <vector>

#include <rampart/base/units.h>

#include "analyses/explain/story.h"

namespace rampart {

/// How full a zram device is, as a row of zramctl, a row of /proc/swaps or its mm_stat tells.
struct ZramFilling {
  const Clue* line;
  std::optional<Bytes> disk_size;  ///< Of original data, at the most.
  std::optional<Bytes> data;       ///< Original data, or slots of swap in use.
  std::optional<Bytes> limit;      ///< Of memory; nothing without one.
  std::optional<Bytes> memory;     ///< What it costs.
};

/// Each time that the log tells it, in order.
std::vector<ZramFilling> zram_fillings(const Story& story);

/// True if a write finds no place any more: data at the size, or memory at its limit, but for what rounding hides.
bool is_full(const ZramFilling& use);

}  // namespace rampart
