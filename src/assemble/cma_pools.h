#pragma once

#include <string>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/finding.h>
#include <rampart/model/note.h>
#include <rampart/model/region.h>

#include "base/file_tree.h"
#include "sources/cma_area.h"

namespace rampart {

/// What is to be known of the kernel whose CMA areas are read.
struct CmaKernel {
  Bytes page_size = kib(4);
  CmaWordOrder word_order = CmaWordOrder::InOrder;
};

/// Every CMA area at run time.
struct CmaPools {
  std::vector<CmaArea> areas;     ///< By name.
  std::vector<Region> regions;    ///< Of the areas whose place is known, Kind::Cma, one for each range.
  std::vector<Finding> findings;  ///< `cma-not-activated`, `cma-bitmap-mismatch`.
  std::vector<Note> notes;        ///< What could not be read, once for each of the two directories.
};

/// Reads /sys/kernel/debug/cma and /sys/kernel/mm/cma, and joins them by name. Only worth calling for a kernel with
/// CMA (`CmaTotal` in meminfo): the notes say what such a kernel could tell.
CmaPools read_cma_pools(FileTree& files, const CmaKernel& kernel);

/// The directory of an area in debugfs: `/sys/kernel/debug/cma/linux,cma`.
std::string cma_debugfs_directory(const CmaArea& area);

}  // namespace rampart
