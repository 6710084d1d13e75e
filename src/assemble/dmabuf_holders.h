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
  std::string name;                           ///< Empty where unnamed.
  std::vector<std::uint64_t> pids{};          ///< Processes that hold it by a descriptor or a mapping, ascending.
  std::optional<std::uint64_t> file_count{};  ///< References to its file, the kernel's own among them; bufinfo only.
  std::vector<std::string> devices{};         ///< Attached ones, repeated if attached twice; bufinfo only.
  friend bool operator==(const DmabufBuffer&, const DmabufBuffer&) = default;
};

/// How a process holds one buffer.
struct DmabufReference {
  std::uint64_t ino{};
  std::size_t descriptors{};
  std::size_t mappings{};  ///< Only counted as far as mappings were looked at.
  Bytes mapped{};          ///< Their sum; more than the buffer if it is mapped several times.
  friend bool operator==(const DmabufReference&, const DmabufReference&) = default;
};

/// A process and what it holds. A buffer that two processes share is in both; `shared` says how much that is.
struct DmabufHolder {
  std::uint64_t pid{};
  std::string comm;
  std::vector<DmabufReference> references;  ///< Each buffer once, by inode.
  Bytes size;                               ///< Of those buffers, each whole.
  Bytes shared;                             ///< Of that, what other processes hold too.
  std::size_t unidentified{};  ///< Descriptors of buffers without an inode; not in `references` and `size`.
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

/// To read the mappings of every process is dear.
enum class DmabufMappings {
  WhereNeeded,  ///< Only if a listed buffer has no holder otherwise.
  All,          ///< So that every mapping is counted.
};

/// Lists the buffers (bufinfo, else sysfs), and if there are any, or no list is readable, looks for their holders in
/// the descriptors and mappings of every process. Processes that end meanwhile are left out.
DmabufHolders read_dmabuf_holders(FileTree& files, DmabufMappings mappings = DmabufMappings::WhereNeeded);

}  // namespace rampart
