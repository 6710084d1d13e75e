#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/note.h>

#include "assemble/dmabuf_holders.h"
#include "base/file_tree.h"

namespace rampart {

/// The buffers of the whole system, as the kernel lists them.
struct DmabufList {
  bool supported = true;  ///< False where the kernel is known to have no DMA-BUF.
  bool complete = false;  ///< A list was readable; without one, `buffers` is empty and means nothing.
  std::map<std::uint64_t, DmabufBuffer> buffers;
  /// Buffers of kernels that print no inode: they count, and cannot be joined with descriptors.
  std::size_t anonymous_count{};
  Bytes anonymous_size;
  std::optional<Bytes> total_size;  ///< All that is known where only a vendor's sum is readable.
};

/// Reads bufinfo, else the directories in sysfs, else Rockchip's sum. Adds a note if none is readable.
DmabufList read_dmabuf_list(FileTree& files, std::vector<Note>& notes);

}  // namespace rampart
