#include "contiguous/shared_region.h"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <iterator>
#include <utility>

namespace rampart {
namespace {

std::unexpected<Error> out_of_range(std::string what) {
  return std::unexpected(Error{Errc::OutOfRange, {}, std::move(what)});
}

}  // namespace

Result<ContiguousRegion> whole_pages(ContiguousRegion region, Bytes page_size) {
  const std::uint64_t page_mask = page_size.value - 1;
  if (region.size.value == 0) return out_of_range(region.name + ": no bytes (expected a size above zero)");
  if (region.alignment && !std::has_single_bit(region.alignment->value)) {
    return out_of_range(
        fmt::format("{}: alignment {} (expected a power of two)", region.name, region.alignment->value));
  }
  const std::uint64_t start_mask = std::max(page_mask, region.alignment.value_or(Bytes{1}).value - 1);
  const std::uint64_t start = region.start.value_or(PhysAddr{0}).value;
  if (region.size.value > UINT64_MAX - page_mask || start > UINT64_MAX - start_mask) {
    return out_of_range(region.name + ": past 2^64 - 1 (expected less)");
  }
  region.size.value = (region.size.value + page_mask) & ~page_mask;
  if (region.start) region.start->value = (start + start_mask) & ~start_mask;
  if (region.start && region.size.value - 1 > UINT64_MAX - region.start->value) {
    return out_of_range(region.name + ": past 2^64 - 1 (expected less)");
  }
  return region;
}

SharedRegion::SharedRegion(ContiguousRegion settled, std::unique_ptr<RegionStore> store,
                           std::unique_ptr<ChunkAllocator> allocator)
    : settled_{std::move(settled)}, store_{std::move(store)}, allocator_{std::move(allocator)} {}

RegionStatistics SharedRegion::statistics() const {
  return {.name = settled_.name,
          .allocator = settled_.allocator,
          .start = settled_.start,
          .size = settled_.size,
          .used = used_,
          .peak_used = peak_used_,
          .largest = largest(),
          .chunk_count = chunks_.size(),
          .allocations = allocations_,
          .refusals = refusals_};
}

bool SharedRegion::is_free(std::uint64_t offset, std::uint64_t size) const {
  if (size > settled_.size.value || offset > settled_.size.value - size) return false;
  const auto next = chunks_.lower_bound(offset);
  if (next != chunks_.end() && next->first < offset + size) return false;
  if (next == chunks_.begin()) return true;
  const auto& [below, chunk] = *std::prev(next);
  return below + chunk.size.value <= offset;
}

bool SharedRegion::is_aligned(std::uint64_t offset, std::uint64_t alignment) const {
  return ((settled_.start.value_or(PhysAddr{0}).value + offset) & (alignment - 1)) == 0;
}

Result<Chunk> SharedRegion::allocate(const ChunkRequest& request, std::uint64_t id) {
  const auto offset = allocator_->allocate(request.size, request.alignment);
  if (!offset) {
    ++refusals_;
    return std::unexpected(Error{Errc::TooLarge, {}, settled_.name + ": no room (expected a free run)"});
  }
  if (!is_free(offset->value, request.size.value) || !is_aligned(offset->value, request.alignment.value)) {
    return out_of_range(fmt::format("{}: {} gives offset {:#x} for {} bytes (expected a free place, aligned to {:#x})",
                                    settled_.name, settled_.allocator, offset->value, request.size.value,
                                    request.alignment.value));
  }
  Chunk chunk{.id = id,
              .region = settled_.name,
              .device = std::string{request.device},
              .type = std::string{request.type},
              .offset = *offset,
              .size = request.size,
              .address = {},
              .fd = store_->fd()};
  if (settled_.start) chunk.address = PhysAddr{settled_.start->value + offset->value};
  chunks_.emplace(offset->value, chunk);
  used_.value += request.size.value;
  peak_used_ = std::max(peak_used_, used_);
  ++allocations_;
  return chunk;
}

void SharedRegion::free(std::uint64_t offset) {
  const auto found = chunks_.find(offset);
  const Bytes size = found->second.size;
  chunks_.erase(found);
  used_.value -= size.value;
  allocator_->free({offset}, size);
}

}  // namespace rampart
