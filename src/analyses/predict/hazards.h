#pragma once

#include "analyses/predict/boot_state.h"

namespace rampart {

/// Reports the ways in which a layout that a kernel accepts kills or weakens the system.
void report_hazards(BootState& state);

}  // namespace rampart
