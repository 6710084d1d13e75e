#pragma once

#include <vector>

#include <rampart/base/result.h>
#include <rampart/model/finding.h>
#include <rampart/model/region.h>

#include "sources/kconfig.h"

namespace rampart {

/// What a kernel's configuration asks for: its default CMA pool.
struct ConfigMap {
  std::vector<Region> regions;
  std::vector<DynamicRegion> dynamic;
  std::vector<Finding> findings;
};

/// The default CMA pool of CONFIG_CMA_SIZE_MBYTES, unless its size follows from RAM or it is off. Whether a kernel
/// makes it depends on the tree and the command line, which come first.
Result<ConfigMap> config_map(const Kconfig& config);

}  // namespace rampart
