#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>

#include <rampart/contiguous/chunk_allocator.h>

namespace rampart {

/// Blocks of a power of two, each at an address that is a multiple of its size. A block is halved until it is as small
/// as the chunk allows; a freed one is joined with its other half as long as that is free. The region may have any
/// size: it is cut into the largest such blocks that it holds, and what is smaller than the smallest block is not used.
class BuddyAllocator final : public ChunkAllocator {
 public:
  /// `smallest` is a power of two, at least a page.
  BuddyAllocator(const ContiguousRegion& region, std::uint64_t smallest);

  std::optional<Bytes> allocate(Bytes size, Bytes alignment) override;
  void free(Bytes offset, Bytes size) override;
  Bytes largest() const override;

 private:
  /// The order of the block for a chunk, or nothing if no block is that large.
  std::optional<unsigned> order_for(std::uint64_t size) const;

  std::uint64_t start_;
  std::uint64_t size_;
  unsigned least_order_;
  std::array<std::set<std::uint64_t>, 64> free_;  ///< By order: addresses of free blocks.
};

/// Reads the parameter `min=SIZE`.
Result<std::unique_ptr<ChunkAllocator>> make_buddy_allocator(const ContiguousRegion& region, Bytes page_size);

}  // namespace rampart
