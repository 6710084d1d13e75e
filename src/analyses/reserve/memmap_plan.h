#pragma once

#include <rampart/base/result.h>

#include "analyses/reserve/boot_plan.h"

namespace rampart {

/// Plans a change of the regions that `memmap=SIZE$BASE` reserves, on x86-64. They have no names: all but a new one are
/// named by their base, `0x10000000`.
Result<ReservePlan> memmap_plan(const BootSettings& settings, const ReserveRequest& request);

}  // namespace rampart
