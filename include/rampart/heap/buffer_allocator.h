#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/heap/heap.h>

namespace rampart {

/// What a device asks of a buffer's memory. All that is set has to hold.
struct HeapNeeds {
  bool contiguous = false;   ///< One run of physical addresses: for a device without an IOMMU.
  bool cached = false;       ///< For a buffer that the processor reads.
  bool below_4_gib = false;  ///< For a device with 32 address bits.
};

/// Gives out buffers by a logical name, such as `camera`, or by need, so that a program does not hold the names of one
/// board's heaps. Thread-safe. Keeps every heap open that it has used.
class BufferAllocator {
 public:
  /// Over the heaps of the running system, as `list_heaps` has them.
  BufferAllocator();
  /// Over these heaps: what `choose` may answer. Their paths are opened when they are first used.
  explicit BufferAllocator(std::vector<HeapFacts> heaps);

  /// Buffers of `name` come from the first of these heaps that can serve, tried in this order with each request. A
  /// heap's name is also its own logical name, unless it is mapped here. A second call replaces the first.
  void map_name(std::string name, std::vector<std::string> heaps);

  /// From the heaps of a logical name. A heap that is not there, may not be opened or has no memory is passed over; at
  /// the process's limit of descriptors (EMFILE, ENFILE) and for a request that no heap takes (EINVAL) it ends at once.
  /// If none can serve, the error is that of the first, and its text tells what each said.
  HeapResult<Buffer> allocate(std::string_view name, Bytes size, const AllocateFlags& flags = {});

  /// The heaps that meet the needs, best first: CMA only where contiguous memory is asked for, then by free memory.
  /// What is not known of a heap does not hold. ENODEV if there is none, with what each heap lacks.
  HeapResult<std::vector<HeapFacts>> choose(const HeapNeeds& needs) const;

  /// From the first heap that `choose` has and that can serve.
  HeapResult<Buffer> allocate(const HeapNeeds& needs, Bytes size, const AllocateFlags& flags = {});

 private:
  HeapResult<std::shared_ptr<const Heap>> opened(const std::string& path);
  HeapResult<Buffer> allocate_from(const std::vector<std::string>& paths, std::string_view wanted, Bytes size,
                                   const AllocateFlags& flags);

  const std::vector<HeapFacts> heaps_;
  std::mutex mutex_;  ///< Of the two below.
  std::map<std::string, std::vector<std::string>, std::less<>> names_;
  std::map<std::string, std::shared_ptr<const Heap>, std::less<>> open_;
};

}  // namespace rampart
