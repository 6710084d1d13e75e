#pragma once

#include <span>
#include <string_view>

#include "analyses/explain/cause_rule.h"

namespace rampart {

/// Every rule of `explain`, in an order that decides between causes that are as sure as each other: what comes first
/// in a boot comes first here.
std::span<const CauseRule* const> cause_rules();

/// The rule of this id, or null.
const CauseRule* find_cause_rule(std::string_view id);

}  // namespace rampart
