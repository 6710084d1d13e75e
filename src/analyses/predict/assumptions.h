#pragma once

#include <string>
#include <vector>

#include "analyses/boot_setup.h"

namespace rampart {

/// What a prediction has to assume because nobody told it, one sentence each.
std::vector<std::string> assumptions_of(const BootSetup& setup);

}  // namespace rampart
