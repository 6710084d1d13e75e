#pragma once

#include <vector>

#include <rampart/model/finding.h>

#include "analyses/check/check_input.h"

namespace rampart {

/// What the rules find on one board: errors first, then warnings, then notes, each in the order of the rules' table.
std::vector<Finding> check(const BootSetup& setup, const CheckExtras& extras = {});

}  // namespace rampart
