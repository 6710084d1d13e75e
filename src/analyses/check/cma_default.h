#pragma once

#include <vector>

#include "analyses/check/check_input.h"

namespace rampart {

/// The nodes that would become a CMA pool and claim to be the default one, in the order of the tree.
std::vector<const CheckedNode*> default_pools(const CheckInput& input);

}  // namespace rampart
