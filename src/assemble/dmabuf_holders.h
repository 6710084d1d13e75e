#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/note.h>

#include "base/file_tree.h"

namespace rampart {

/// One buffer, known by its inode.
struct DmabufBuffer {
  std::uint64_t ino{};
  Bytes size;
  std::string exporter;
  std::string name;                   ///< Empty where unnamed.
  std::vector<std::uint64_t> pids{};  ///< Processes that hold it by a descriptor or a mapping, ascending.
  friend bool operator==(const DmabufBuffer&, const DmabufBuffer&) = default;
};

/// A process and what it holds. A buffer that two processes share is in both; `shared` says how much that is.
struct DmabufHolder {
  std::uint64_t pid{};
  std::string comm;
  std::vector<std::uint64_t> inos;  ///< Each buffer once, ascending.
  Bytes size;                       ///< Sum over `inos`.
  Bytes shared;                     ///< Of that, what other processes hold too.
  std::size_t unidentified{};       ///< Descriptors of buffers without an inode; not in `inos` and `size`.
  friend bool operator==(const DmabufHolder&, const DmabufHolder&) = default;
};

/// Who holds DMA-BUF memory.
struct DmabufHolders {
  bool supported = true;              ///< False where the kernel is known to have no DMA-BUF; then all else is empty.
  std::vector<DmabufBuffer> buffers;  ///< By inode.
  std::vector<DmabufHolder> holders;  ///< The largest first, then by pid.
  std::optional<std::size_t> count;   ///< Number of buffers of the whole system; empty if no list of them is readable.
  /// Their size, each buffer once. Empty as above, but where a vendor's driver tells the sum alone.
  std::optional<Bytes> total;
  /// Buffers that no process holds, by inode: a driver keeps them. Empty as above, and if a process could not be
  /// looked into: it may be the holder.
  std::optional<std::vector<std::uint64_t>> kernel_only;
  std::optional<Bytes> kernel_only_size;
  std::vector<Note> notes;
};

/// Lists the buffers (bufinfo, else sysfs), and if there are any, or no list is readable, looks for their holders in
/// the descriptors of every process; in the mappings too where a listed buffer has no holder otherwise. Processes that
/// end meanwhile are left out.
DmabufHolders read_dmabuf_holders(FileTree& files);

}  // namespace rampart
