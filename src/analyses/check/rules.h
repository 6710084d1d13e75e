#pragma once

#include <span>
#include <string_view>

#include "analyses/check/rule.h"

namespace rampart {

/// Every rule, in the order of their ids.
std::span<const Rule* const> rules();

/// The rule of this id, or null.
const Rule* find_rule(std::string_view id);

}  // namespace rampart
