#pragma once

#include <vector>

#include <rampart/model/phys_range.h>

#include "analyses/boot_setup.h"

namespace rampart {

/// RAM as a kernel reads it from the tree, in rising order; or what the setup gives in its place.
std::vector<PhysRange> banks_of(const BootSetup& setup);

enum class Kept {
  All,
  FromEveryone,  ///< Without pools, whose pages anyone gets.
};

/// What the tree keeps at fixed places, and where a boot loader therefore puts nothing.
std::vector<PhysRange> fixed_reservations(const BootSetup& setup, Kept which);

}  // namespace rampart
