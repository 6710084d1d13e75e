#pragma once

#include <string>

#include "analyses/plan/plan_answer.h"

namespace rampart {

/// A C++ header, C++17 and later, with the size and base of each pool and the offset of each buffer in it.
std::string plan_header(const Plan& plan);

}  // namespace rampart
