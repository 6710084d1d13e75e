#pragma once

#include <vector>

#include <rampart/model/finding.h>
#include <rampart/model/region.h>

#include "sources/boot_log.h"

namespace rampart {

/// What a kernel said it made of memory when it started.
struct LogMap {
  std::vector<Region> regions;    ///< RAM, pools and reserved nodes; origin `dmesg:17`.
  std::vector<Finding> findings;  ///< What it refused, each at its line.
};

/// Makes regions of the last boot of a log. A pool that several lines tell of is one region: the region line has its
/// exact size and name, the pool line says what it is; the others stand in `confirmed_by`.
LogMap log_map(const BootLog& log);

}  // namespace rampart
