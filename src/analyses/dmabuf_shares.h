#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rampart/model/note.h>

#include "analyses/cma_view.h"
#include "assemble/dmabuf_holders.h"

namespace rampart {

/// One buffer in one process.
struct DmabufShare {
  const DmabufBuffer* buffer = nullptr;
  DmabufReference reference;
  Bytes pss;  ///< The process's part of the size, if all that hold the buffer share it; exact to the byte.
};

/// What one process holds.
struct DmabufProcess {
  std::uint64_t pid{};
  std::string comm;
  Bytes rss;                        ///< Every buffer whole.
  Bytes pss;                        ///< The sum over all processes is what processes hold at all.
  std::vector<DmabufShare> shares;  ///< By inode.
  std::size_t unidentified{};       ///< Descriptors of buffers that the kernel does not tell apart.

  std::size_t descriptors() const;
  std::size_t mappings() const;
};

/// The buffers of one exporter: a heap, or a driver.
struct DmabufExporter {
  std::string name;
  std::size_t buffers{};
  Bytes size;
  Bytes in_processes;  ///< Of that, held by a process; the rest only by the kernel.
};

/// Who holds what drivers took of a CMA pool.
struct CmaPoolHolders {
  std::string name;
  Bytes used;
  std::optional<Bytes> in_processes;    ///< Buffers of its heaps that processes hold; empty without a list of buffers.
  std::optional<Bytes> kernel_buffers;  ///< Buffers of its heaps that only the kernel holds.
  std::optional<Bytes> other;           ///< The remainder: drivers, without a heap.
};

struct DmabufShares {
  bool supported = true;  ///< False where the kernel is known to have no DMA-BUF, or no driver that gives any out.
  std::vector<DmabufProcess> processes;     ///< The largest share first, then by pid.
  std::vector<DmabufExporter> exporters;    ///< The largest first, then by name.
  std::vector<CmaPoolHolders> pools;        ///< Those whose use is known, by name.
  std::vector<const DmabufBuffer*> unheld;  ///< Held by no process, by inode.
  /// Whether it is the kernel that holds them; else a process that may not be looked into may.
  bool unheld_by_kernel = false;
  std::optional<std::size_t> count;  ///< Of all buffers; empty if no list of them is readable.
  std::optional<Bytes> total;        ///< Of all buffers, each once.
  Bytes rss;                         ///< Over all processes, a shared buffer several times.
  Bytes pss;                         ///< The same, each buffer once.
  Bytes unheld_size;
};

/// `holders` must outlive the answer.
DmabufShares dmabuf_shares(const DmabufHolders& holders, const CmaView& cma);

}  // namespace rampart
