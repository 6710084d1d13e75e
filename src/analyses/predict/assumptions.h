#pragma once

#include <string>
#include <vector>

#include "analyses/boot_setup.h"

namespace rampart {

/// A setup with what nobody told filled in.
struct Assumed {
  BootSetup setup;
  std::vector<std::string> sentences;  ///< What was assumed, and what would say it; one sentence each.
};

/// Fills in what a prediction needs and nobody told. A kernel whose place is not given is put at the lowest place that
/// its architecture allows and no static region takes, so that the guess alone refuses no region.
Assumed assume(const BootSetup& setup);

}  // namespace rampart
