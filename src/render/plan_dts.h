#pragma once

#include <string>

#include "analyses/plan/plan_answer.h"

namespace rampart {

/// What the plan changes in the board's tree, as the source of an overlay: dtc compiles it, a boot loader or fdtoverlay
/// applies it, and its nodes can be copied into the board's own source. Empty if nothing changes.
std::string plan_dts(const Plan& plan);

}  // namespace rampart
