#pragma once

#include <cstddef>
#include <string>

#include "analyses/reserve/reserve_draft.h"

namespace rampart {

/// Puts a region behind those that a device's `memory-region` names already.
void give_region(ReserveDraft& draft, const std::string& device, const std::string& region_path);

/// Takes a node out of every `memory-region`, and its name out of `memory-region-names`.
void take_region(ReserveDraft& draft, std::size_t node);

}  // namespace rampart
