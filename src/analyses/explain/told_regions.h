#pragma once

#include <string>
#include <vector>

#include <rampart/model/phys_range.h>
#include <rampart/model/range_set.h>

#include "analyses/explain/boot_images.h"
#include "analyses/explain/cause_rule.h"

namespace rampart {

/// A reserved region that the board, the kernel or the boot loader tells of.
struct ToldRegion {
  PhysRange range;
  std::string name;                    ///< Of its node; empty where only the boot loader tells.
  const ReservedNode* node = nullptr;  ///< Of the board.
  const Clue* refused = nullptr;       ///< Where the boot loader says that it cannot reserve it.
  const Clue* clue = nullptr;          ///< Where the kernel tells of it.
};

/// All of them, by address.
std::vector<ToldRegion> told_regions(const Story& story);

/// Those that the boot loader could not reserve and that no image lies on, as far as the log tells.
std::vector<ToldRegion> unexplained_refusals(const Story& story);

/// `bl31@48000000`, or `0x48000000..0x48ffffff` for one without a name.
std::string name_or_range(const ToldRegion& region);

/// RAM of the board that no region of its tree has; empty without a board.
RangeSet unreserved_ram(const Story& story);

/// The lowest place of this size, on a multiple of `step`, that lies in `memory` at `from` or above it.
std::optional<PhysRange> lowest_place(const RangeSet& memory, Bytes size, Bytes step, PhysAddr from);

/// Facts `region_name`, `region_base` and `region_size_bytes`, and its place in the board's files.
void tell_region(CauseDraft& cause, const ToldRegion& region);

}  // namespace rampart
