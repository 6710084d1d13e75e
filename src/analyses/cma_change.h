#pragma once

#include <vector>

#include <rampart/model/phys_range.h>

#include "analyses/cma_view.h"

namespace rampart {

/// What of a pool was free in `before` and is held in `after`, lowest first, in runs as long as possible. Nothing of
/// a range whose bitmap is missing in one of them.
std::vector<PhysRange> newly_held(const CmaPoolView& before, const CmaPoolView& after, Bytes page_size);

}  // namespace rampart
