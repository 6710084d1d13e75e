#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <rampart/heap/buffer.h>

namespace rampart {

/// How a buffer is allocated.
struct AllocateFlags {
  Access access = Access::ReadWrite;  ///< What the descriptor may be mapped for.
  bool close_on_exec = true;
  std::uint64_t heap_flags = 0;  ///< Of the heap's own driver; mainline has none up to Linux 7.2 (EINVAL).
};

/// One open DMA-BUF heap (Linux 5.6). Thread-safe: buffers may be allocated by several threads at once.
class Heap {
 public:
  /// The name of the heap that `stand_in` gives, and that `open` takes too.
  static constexpr std::string_view stand_in_name = "stand-in";

  /// Opens `/dev/dma_heap/NAME`, or the device at a path with a slash, as a vendor has it. ENOENT if there is no such
  /// heap: the error lists those that are. EACCES: the devices are root's unless the image says otherwise.
  static HeapResult<Heap> open(std::string_view name);

  /// Memory of this process behind the same interface, so that a program's own tests run anywhere: a DMA-BUF of
  /// /dev/udmabuf where that may be opened (Linux 4.20), otherwise a plain memfd (Linux 3.17). Never contiguous.
  static HeapResult<Heap> stand_in();

  const std::string& name() const { return name_; }
  /// `/dev/dma_heap/NAME`; the stand-in's is `/dev/udmabuf` or `memfd`.
  const std::string& path() const { return *path_; }

  /// A buffer of `size` bytes, rounded up to whole pages; its memory is zeroed. `size` of 0 is refused (EINVAL).
  /// Waits for memory as the kernel sees fit: a CMA heap may have to move what lies in its pool, for milliseconds.
  ///
  /// ENOMEM: not enough, or for a CMA heap no free run that long; the error then tells the pool's size, use and longest
  /// free run. EMFILE or ENFILE at the limit of descriptors. EINVAL for flags that the heap does not know. ENODEV if
  /// the device behind it is gone. Signals do not end it (EINTR is tried again).
  HeapResult<Buffer> allocate(Bytes size, const AllocateFlags& flags = {}) const;

 private:
  Heap(UniqueFd device, std::string name, std::string path, bool is_stand_in);
  HeapResult<Buffer> allocate_stand_in(Bytes size) const;
  HeapError allocation_error(int number, Bytes size) const;

  UniqueFd device_;  ///< Closed for a stand-in without /dev/udmabuf.
  std::string name_;
  std::shared_ptr<const std::string> path_;
  bool is_stand_in_ = false;
};

/// The heaps of the running system with what backs each, and the CMA pools that have none. Devices that may not be
/// opened are listed too. Sizes and use of pools need debugfs or CONFIG_CMA_SYSFS of Linux 6.14, mostly as root: what
/// is not readable is a note. Reads some dozen small files: not for the path of every frame.
HeapList list_heaps();

}  // namespace rampart
