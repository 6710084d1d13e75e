#pragma once

#include <string>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/model/note.h>

#include "base/file_tree.h"

namespace rampart {

/// The device tree of a running system as a blob.
struct LiveBlob {
  std::string blob;
  std::string file;         ///< `/sys/firmware/fdt` or `/proc/device-tree`.
  std::vector<Note> notes;  ///< What was skipped: not readable, gone while we read, or beyond a limit.
};

/// Reads /sys/firmware/fdt, the blob as the kernel got it; where that may not be read, builds a blob from
/// /proc/device-tree, which lacks the reservation block (a note says so). NotFound on a machine without a device tree.
Result<LiveBlob> read_live_device_tree(FileTree& files);

}  // namespace rampart
