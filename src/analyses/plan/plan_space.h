#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <rampart/model/range_set.h>

#include "analyses/plan/plan_answer.h"
#include "analyses/predict/prediction.h"

namespace rampart {

/// The RAM of a board, and what of it is open to pools.
struct PlanSpace {
  RangeSet ram;
  RangeSet open;  ///< Without regions at fixed places and what the boot loader loads.
  Bytes kept;     ///< Of `ram`: regions that Linux never gets, fixed or not.
  Bytes page_size = kib(4);
  Bytes page_structure{64};  ///< What Linux keeps for each page: half of that on 32-bit kernels.
};

/// What a kernel makes of the board as it is. Regions that the plan replaces are open: a default CMA area if one is
/// planned, and whatever has the name of a planned pool.
PlanSpace plan_space(const Prediction& before, std::span<const PlannedPool> pools, Bytes page_size);

/// A place for each pool that has a size: fixed ones at their base, a vendor's CMM at the end of RAM, each other in the
/// smallest hole that holds it, at its upper end, with every limit and alignment kept. Or why there is none.
std::expected<std::vector<std::optional<PhysRange>>, std::string> place_pools(const PlanSpace& space,
                                                                              std::span<const PlannedPool> pools);

/// Where the RAM goes with these pools. `needs` is what Linux itself wants.
LinuxShare linux_share(const PlanSpace& space, std::span<const PlannedPool> pools, Bytes needs);

/// What Linux has left in a scenario, beyond its own needs, with so much alive in each pool: of CMA what is alive is
/// not Linux's, and the system heap is. Negative where it is short.
std::int64_t linux_left(const LinuxShare& share, std::span<const PlannedPool> pools, std::span<const Bytes> live);

}  // namespace rampart
