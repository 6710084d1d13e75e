#pragma once

#include <cstdint>

#include "analyses/predict/boot_state.h"

namespace rampart {

/// Whether `crashkernel=` reserves anything: it is given, and the kernel was built for it.
bool wants_crash_area(const BootState& state);

/// arm64: what `crashkernel=` takes. `low_limit` is the end of the zone that a crash kernel's own devices reach; 0 is
/// no limit. What is refused says why in the lines of the boot log. False if the kernel looks for room for ever.
bool reserve_crash_area(BootState& state, std::uint64_t low_limit);

}  // namespace rampart
