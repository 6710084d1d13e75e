#pragma once

#include <string>

#include "analyses/plan/plan_answer.h"
#include "render/map_table.h"

namespace rampart {

/// Pools, why they have their sizes, scenarios, offsets, what Linux keeps, what to configure, what check and predict
/// say of it; or what conflicts.
std::string plan_text(const Plan& plan, const TableStyle& style);

}  // namespace rampart
