#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include <rampart/base/result.h>
#include <rampart/base/units.h>
#include <rampart/model/contiguous_config.h>

namespace rampart {

/// Bytes of a chunk in this process. They are gone when it is destroyed.
class ChunkMapping {
 public:
  virtual ~ChunkMapping() = default;
  virtual std::span<std::byte> bytes() = 0;
};

/// The memory of one region, in one piece: what a backend implements. `map` may be called by several threads at once.
class RegionStore {
 public:
  virtual ~RegionStore() = default;
  /// The descriptor that stands for the whole region; it stays open as long as the store lives.
  virtual int fd() const = 0;
  /// `offset` and `size` are whole pages inside the region. Io with the reason if the system refuses.
  virtual Result<std::unique_ptr<ChunkMapping>> map(Bytes offset, Bytes size) = 0;
};

/// Makes the store of a region, whose size is in whole pages.
using StoreMaker = std::function<Result<std::unique_ptr<RegionStore>>(const ContiguousRegion&)>;

/// One buffer of the DMA-BUF heap that the region names, as large as the region: contiguous if the heap's memory is, as
/// that of a CMA pool. A region that names none gets a memfd. Descriptors are those of the DMA-BUF, which drivers
/// import; where it lies the kernel does not tell: `start` is taken as the configuration has it. A mapping brackets the
/// use of its bytes by DMA_BUF_IOCTL_SYNC, so it is to be dropped before a device is to see them. The heaps are looked
/// for in `folder` (Linux 5.6). Errors name the heap: NotFound, NoPermission, TooLarge without free memory of that
/// size, Io.
StoreMaker heap_stores(std::string folder = "/dev/dma_heap");

/// Shared memory of this process, where there is no heap: contiguous in no other sense than its addresses here.
/// Each region is sealed against growing and shrinking. A region's `heap` is not looked at.
StoreMaker memfd_stores();

}  // namespace rampart
