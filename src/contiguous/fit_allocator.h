#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <rampart/contiguous/chunk_allocator.h>

namespace rampart {

/// The holes of a region, by offset and by size; neighbours are always joined.
class Holes {
 public:
  /// One hole: a whole region of `size` bytes.
  explicit Holes(std::uint64_t size) { insert(0, size); }

  const std::map<std::uint64_t, std::uint64_t>& by_offset() const { return by_offset_; }
  /// (size, offset), so that the smallest comes first and of equals the lowest.
  const std::set<std::pair<std::uint64_t, std::uint64_t>>& by_size() const { return by_size_; }

  /// Takes [offset, offset + size) out of the hole that it lies in, which begins at `hole`.
  void take(std::uint64_t hole, std::uint64_t offset, std::uint64_t size);
  /// Makes it free again, in one piece with what is free on both sides.
  void give(std::uint64_t offset, std::uint64_t size);

 private:
  void insert(std::uint64_t offset, std::uint64_t size);
  void erase(std::uint64_t offset, std::uint64_t size);

  std::map<std::uint64_t, std::uint64_t> by_offset_;
  std::set<std::pair<std::uint64_t, std::uint64_t>> by_size_;
};

/// What first fit and best fit share: everything but the choice of the hole.
class FitAllocator : public ChunkAllocator {
 public:
  explicit FitAllocator(const ContiguousRegion& region);
  std::optional<Bytes> allocate(Bytes size, Bytes alignment) final;
  void free(Bytes offset, Bytes size) final { holes_.give(offset.value, size.value); }
  Bytes largest() const final;

 protected:
  struct Place {
    std::uint64_t hole;    ///< Where the hole begins.
    std::uint64_t offset;  ///< Where the chunk does.
  };
  virtual std::optional<Place> choose(const Holes& holes, std::uint64_t size, std::uint64_t alignment) const = 0;
  /// Where a chunk would begin in the hole, if it fits.
  std::optional<Place> place_in(std::uint64_t hole, std::uint64_t hole_size, std::uint64_t size,
                                std::uint64_t alignment) const;

 private:
  std::uint64_t start_;  ///< What offsets are counted from for alignment.
  Holes holes_;
};

/// The lowest hole that holds the chunk.
class FirstFit final : public FitAllocator {
 public:
  using FitAllocator::FitAllocator;

 private:
  std::optional<Place> choose(const Holes& holes, std::uint64_t size, std::uint64_t alignment) const override;
};

/// The smallest hole that holds the chunk, aligned; the lowest of equals.
class BestFit final : public FitAllocator {
 public:
  using FitAllocator::FitAllocator;

 private:
  std::optional<Place> choose(const Holes& holes, std::uint64_t size, std::uint64_t alignment) const override;
};

}  // namespace rampart
