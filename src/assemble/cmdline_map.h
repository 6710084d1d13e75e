#pragma once

#include <vector>

#include <rampart/model/finding.h>
#include <rampart/model/region.h>

#include "sources/memory_parameters.h"

namespace rampart {

/// What a command line asks for, whether or not a kernel grants it.
struct CmdlineMap {
  std::vector<Region> regions;         ///< With a fixed place: `cma=64M@0x50000000`, `memmap=`, `mmz=`.
  std::vector<DynamicRegion> dynamic;  ///< Placed at boot.
  std::vector<Finding> findings;       ///< Of the parameters, and ranges that are none.
};

/// Makes regions of the memory parameters of a command line; origin `cmdline cma=64M`.
CmdlineMap cmdline_map(const CommandLine& line);

}  // namespace rampart
