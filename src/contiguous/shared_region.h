#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <rampart/contiguous/contiguous_regions.h>

namespace rampart {

/// What one allocation is for.
struct ChunkRequest {
  std::string_view device;
  std::string_view type;
  Bytes size;       ///< Whole pages.
  Bytes alignment;  ///< A power of two, at least a page.
};

/// A region as it is made: whole pages, its start rounded up. OutOfRange if that passes 2^64 - 1, or if its size is
/// zero or its alignment no power of two.
Result<ContiguousRegion> whole_pages(ContiguousRegion region, Bytes page_size);

/// One region with its memory, its algorithm and its chunks. It trusts no algorithm: what one returns is held against
/// the chunks that there are. Not thread-safe but for `store`.
class SharedRegion {
 public:
  SharedRegion(ContiguousRegion settled, std::unique_ptr<RegionStore> store, std::unique_ptr<ChunkAllocator> allocator);

  const ContiguousRegion& settled() const { return settled_; }
  RegionStore& store() const { return *store_; }
  /// By offset.
  const std::map<std::uint64_t, Chunk>& chunks() const { return chunks_; }
  Bytes used() const { return used_; }
  Bytes largest() const { return allocator_->largest(); }
  RegionStatistics statistics() const;

  /// TooLarge if there is no room, and then only the count of refusals has changed. OutOfRange if the algorithm names a
  /// place that is not aligned, not in the region, or a chunk's: its books are wrong, and nothing is given back to it.
  Result<Chunk> allocate(const ChunkRequest& request, std::uint64_t id);
  /// `offset` is one of `chunks`.
  void free(std::uint64_t offset);

 private:
  bool is_free(std::uint64_t offset, std::uint64_t size) const;
  bool is_aligned(std::uint64_t offset, std::uint64_t alignment) const;

  ContiguousRegion settled_;
  std::unique_ptr<RegionStore> store_;
  std::unique_ptr<ChunkAllocator> allocator_;
  std::map<std::uint64_t, Chunk> chunks_;
  Bytes used_;
  Bytes peak_used_;
  std::uint64_t allocations_ = 0;
  std::uint64_t refusals_ = 0;
};

}  // namespace rampart
