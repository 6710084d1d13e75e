#include "contiguous/fit_allocator.h"

#include <iterator>

namespace rampart {

void Holes::insert(std::uint64_t offset, std::uint64_t size) {
  if (size == 0) return;
  by_offset_.emplace(offset, size);
  by_size_.emplace(size, offset);
}

void Holes::erase(std::uint64_t offset, std::uint64_t size) {
  by_offset_.erase(offset);
  by_size_.erase({size, offset});
}

void Holes::take(std::uint64_t hole, std::uint64_t offset, std::uint64_t size) {
  const std::uint64_t hole_size = by_offset_.at(hole);
  erase(hole, hole_size);
  insert(hole, offset - hole);
  insert(offset + size, hole + hole_size - (offset + size));
}

void Holes::give(std::uint64_t offset, std::uint64_t size) {
  const auto above = by_offset_.lower_bound(offset);
  if (above != by_offset_.begin()) {
    const auto [below, below_size] = *std::prev(above);
    if (below + below_size == offset) {
      erase(below, below_size);
      offset = below;
      size += below_size;
    }
  }
  if (const auto next = by_offset_.find(offset + size); next != by_offset_.end()) {
    const auto [joined, joined_size] = *next;
    erase(joined, joined_size);
    size += joined_size;
  }
  insert(offset, size);
}

FitAllocator::FitAllocator(const ContiguousRegion& region)
    : start_{region.start.value_or(PhysAddr{0}).value}, holes_{region.size.value} {}

std::optional<Bytes> FitAllocator::allocate(Bytes size, Bytes alignment) {
  const auto place = choose(holes_, size.value, alignment.value);
  if (!place) return std::nullopt;
  holes_.take(place->hole, place->offset, size.value);
  return Bytes{place->offset};
}

Bytes FitAllocator::largest() const { return {holes_.by_size().empty() ? 0 : holes_.by_size().rbegin()->first}; }

std::optional<FitAllocator::Place> FitAllocator::place_in(std::uint64_t hole, std::uint64_t hole_size,
                                                          std::uint64_t size, std::uint64_t alignment) const {
  // The address of the hole is in the region, so it does not wrap, but rounding it up may.
  const std::uint64_t skipped = (alignment - ((start_ + hole) & (alignment - 1))) & (alignment - 1);
  if (skipped > hole_size || size > hole_size - skipped) return std::nullopt;
  return Place{hole, hole + skipped};
}

std::optional<FitAllocator::Place> FirstFit::choose(const Holes& holes, std::uint64_t size,
                                                    std::uint64_t alignment) const {
  for (const auto& [offset, hole_size] : holes.by_offset()) {
    if (const auto place = place_in(offset, hole_size, size, alignment)) return place;
  }
  return std::nullopt;
}

std::optional<FitAllocator::Place> BestFit::choose(const Holes& holes, std::uint64_t size,
                                                   std::uint64_t alignment) const {
  for (auto hole = holes.by_size().lower_bound({size, 0}); hole != holes.by_size().end(); ++hole) {
    if (const auto place = place_in(hole->second, hole->first, size, alignment)) return place;
  }
  return std::nullopt;
}

}  // namespace rampart
