#include "contiguous/buddy_allocator.h"

#include <algorithm>
#include <bit>
#include <fmt/format.h>

#include "base/kernel_number.h"

namespace rampart {
namespace {

constexpr std::uint64_t block_size(unsigned order) { return std::uint64_t{1} << order; }

}  // namespace

BuddyAllocator::BuddyAllocator(const ContiguousRegion& region, std::uint64_t smallest)
    : start_{region.start.value_or(PhysAddr{0}).value},
      size_{region.size.value},
      least_order_{static_cast<unsigned>(std::countr_zero(smallest))} {
  std::uint64_t offset = (smallest - (start_ & (smallest - 1))) & (smallest - 1);
  while (offset < size_ && size_ - offset >= smallest) {
    const auto by_place = static_cast<unsigned>(std::countr_zero(start_ + offset));  // 64 at address 0
    const auto by_size = static_cast<unsigned>(std::bit_width(size_ - offset) - 1);
    const unsigned order = std::min(by_place, by_size);
    free_[order].insert(start_ + offset);
    offset += block_size(order);
  }
}

std::optional<unsigned> BuddyAllocator::order_for(std::uint64_t size) const {
  if (size > block_size(63)) return std::nullopt;
  return std::max(least_order_, static_cast<unsigned>(std::countr_zero(std::bit_ceil(size))));
}

std::optional<Bytes> BuddyAllocator::allocate(Bytes size, Bytes alignment) {
  const auto wanted = order_for(size.value);
  if (!wanted) return std::nullopt;
  // A free block may lie at a multiple of a larger alignment than its size; its first half then does too, and no other
  // part of it could.
  for (unsigned order = *wanted; order < free_.size(); ++order) {
    const auto block = std::ranges::find_if(
        free_[order], [&](std::uint64_t address) { return (address & (alignment.value - 1)) == 0; });
    if (block == free_[order].end()) continue;
    const std::uint64_t address = *block;
    free_[order].erase(block);
    for (unsigned half = order; half-- > *wanted;) free_[half].insert(address + block_size(half));
    return Bytes{address - start_};
  }
  return std::nullopt;
}

void BuddyAllocator::free(Bytes offset, Bytes size) {
  unsigned order = *order_for(size.value);
  std::uint64_t address = start_ + offset.value;
  for (; order + 1 < free_.size(); ++order) {
    const auto other_half = free_[order].find(address ^ block_size(order));
    if (other_half == free_[order].end()) break;
    free_[order].erase(other_half);
    address &= ~block_size(order);
  }
  free_[order].insert(address);
}

Bytes BuddyAllocator::largest() const {
  for (unsigned order = 64; order-- > 0;) {
    if (!free_[order].empty()) return {block_size(order)};
  }
  return {};
}

Result<std::unique_ptr<ChunkAllocator>> make_buddy_allocator(const ContiguousRegion& region, Bytes page_size) {
  std::string_view parameters = region.parameters;
  if (parameters.empty()) return std::make_unique<BuddyAllocator>(region, page_size.value);
  const bool named = parameters.starts_with("min=");
  parameters.remove_prefix(named ? 4 : 0);
  const KernelNumber number = kernel_number(parameters);
  if (named && number.length != 0 && number.length == parameters.size() && !number.overflowed &&
      std::has_single_bit(number.value) && number.value >= page_size.value) {
    return std::make_unique<BuddyAllocator>(region, number.value);
  }
  return std::unexpected(Error{Errc::Malformed,
                               {},
                               fmt::format("{}: buddy({}) (expected min= and a power of two of at least {})",
                                           region.name, region.parameters, page_size.value)});
}

}  // namespace rampart
