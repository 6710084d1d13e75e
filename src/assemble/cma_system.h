#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/note.h>
#include <rampart/model/region.h>

#include "assemble/cma_pools.h"
#include "assemble/dma_heaps.h"
#include "base/file_tree.h"
#include "sources/cmdline.h"
#include "sources/device_tree.h"
#include "sources/osrelease.h"

namespace rampart {

/// What a running system says of its CMA pools and of whom they are for.
struct CmaSystem {
  std::optional<OsRelease> kernel;
  Bytes page_size = kib(4);
  std::optional<Bytes> cma_total;  ///< CmaTotal; empty: a kernel without CMA, or /proc/meminfo is not readable.
  std::optional<CommandLine> cmdline;
  std::optional<DeviceTree> tree;  ///< Of the system, or the board that was given.
  CmaPools pools;
  std::vector<Region> told_regions;  ///< Kind::Cma, where the kernel's log says it placed them; see below.
  DmaHeaps heaps;
  std::vector<Note> notes;  ///< Those of pools and heaps are with them.
};

/// Reads all of it. `board` takes the place of the system's own tree. The kernel's log is only read if debugfs does
/// not tell the place of an area, for it is dear to read. Nothing is read of a kernel without CMA but that.
CmaSystem read_cma_system(FileTree& files, std::optional<DeviceTree> board = std::nullopt);

}  // namespace rampart
