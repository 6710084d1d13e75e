#pragma once

#include <optional>
#include <string_view>

#include "knowledge/kernel_version.h"

namespace rampart {

/// The name of the area that `cma=` or the kernel's build makes; no other can have it.
constexpr std::string_view built_cma_area = "reserved";

/// The heap of the default CMA area in Linux 6.17 and later, beside the one named like the area (boots of 7.2).
constexpr std::string_view default_cma_heap = "default_cma_region";

/// The errno that cma_alloc() ends with where no free run is long enough: ENOMEM in 6.1 and 6.12, EBUSY in 7.2 (boots
/// of each). Nothing for versions between, of which it is not known.
std::optional<int> cma_no_room_errno(const KernelVersion& version);

}  // namespace rampart
