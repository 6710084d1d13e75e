#pragma once

#include <string>

#include "analyses/plan/plan_answer.h"

namespace rampart {

/// Scenarios against addresses: for each pool a picture with one column a scenario, in it the buffers at their offsets.
/// 1000 pixels wide. What cannot fit is drawn as it was tried.
std::string plan_svg(const Plan& plan);

}  // namespace rampart
