#pragma once

#include <string>

#include "analyses/plan/plan_answer.h"

namespace rampart {

/// One document of schema rampart.plan/1.
std::string plan_json(const Plan& plan);

}  // namespace rampart
