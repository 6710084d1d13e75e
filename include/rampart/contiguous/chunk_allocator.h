#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>
#include <rampart/model/contiguous_config.h>

namespace rampart {

/// Where chunks lie in one region. It knows offsets, no memory, and is called by one thread at a time.
class ChunkAllocator {
 public:
  virtual ~ChunkAllocator() = default;
  /// The offset of `size` bytes (whole pages) of which the address, or the offset where the region has no start, is a
  /// multiple of `alignment` (a power of two, at least a page). Nothing, and nothing changed, if there is no room.
  virtual std::optional<Bytes> allocate(Bytes size, Bytes alignment) = 0;
  /// Gives back what `allocate` returned, with the size it was asked for.
  virtual void free(Bytes offset, Bytes size) = 0;
  /// The largest size that `allocate` would serve now at an alignment of one page.
  virtual Bytes largest() const = 0;
};

/// Makes the allocator of a region (size and start in whole pages) for pages of `page_size` bytes. Malformed if it does
/// not understand the region's parameters.
using AllocatorMaker =
    std::function<Result<std::unique_ptr<ChunkAllocator>>(const ContiguousRegion& region, Bytes page_size)>;

/// Algorithms by name. To begin with:
/// - `best-fit`, also `bf`: the smallest hole that holds the chunk, the lowest of equals. It is the default.
/// - `first-fit`: the lowest hole that holds it, as the kernel's CMA.
/// - `buddy`: blocks of a power of two, each at a multiple of its size, halved and joined again: quick, and without
/// small
///   holes, for the bytes lost by rounding up. Parameter `min=SIZE`: no block is smaller (a page if not given).
class ChunkAllocators {
 public:
  ChunkAllocators();
  /// Adds one, or Malformed if the name is empty or taken.
  Result<void> add(std::string name, AllocatorMaker maker);
  /// The one of that name, the first if the name is empty, or null.
  const AllocatorMaker* find(std::string_view name) const;
  std::vector<std::string> names() const;

 private:
  struct Entry {
    std::string name;
    AllocatorMaker make;
  };
  std::vector<Entry> entries_;
};

}  // namespace rampart
