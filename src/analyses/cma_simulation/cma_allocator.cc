#include "analyses/cma_simulation/cma_allocator.h"

#include <fmt/format.h>

namespace rampart {
namespace {

constexpr unsigned max_align_order = 62;  // of more, no sum with it is sure to fit; nothing is aligned like that

constexpr std::uint64_t mask_of(unsigned order) { return (std::uint64_t{1} << order) - 1; }

}  // namespace

Result<CmaAllocator> CmaAllocator::make(const CmaGeometry& geometry) {
  const bool has_order = geometry.order_per_bit <= max_order_per_bit;
  const std::uint64_t bits = has_order ? geometry.count.value >> geometry.order_per_bit : 0;
  if (bits > 0 && bits <= HoleIndex::max_size) return CmaAllocator{geometry, static_cast<std::uint32_t>(bits)};
  return std::unexpected(Error{
      Errc::OutOfRange,
      {},
      fmt::format("area of {} pages (expected 1 to {} bits, each of {} pages)", geometry.count.value,
                  HoleIndex::max_size, std::uint64_t{1} << (has_order ? geometry.order_per_bit : max_order_per_bit))});
}

std::uint64_t CmaAllocator::bits_of(Pages count) const {
  const std::uint64_t mask = mask_of(geometry_.order_per_bit);
  return (count.value >> geometry_.order_per_bit) + ((count.value & mask) != 0);
}

std::optional<std::uint64_t> CmaAllocator::allocate(Pages count, unsigned align_order) {
  const std::uint64_t bits = bits_of(count);
  if (bits == 0 || bits > holes_.size() || align_order > max_align_order) return std::nullopt;
  const unsigned order = geometry_.order_per_bit;
  const auto place = holes_.take(static_cast<std::uint32_t>(bits), align_order <= order ? 0 : align_order - order);
  if (!place) return std::nullopt;
  used_bits_ += bits;
  return geometry_.base_pfn + (std::uint64_t{*place} << order);
}

void CmaAllocator::release(std::uint64_t pfn, Pages count) {
  const auto first = static_cast<std::uint32_t>((pfn - geometry_.base_pfn) >> geometry_.order_per_bit);
  const auto bits = static_cast<std::uint32_t>(bits_of(count));
  if (geometry_.order_per_bit == 0) {
    holes_.free(first, bits);
    used_bits_ -= bits;
    return;
  }
  // A bit stands for several pages, of which others may be back already.
  for (std::uint32_t bit = first; bit < first + bits; ++bit) {
    if (!holes_.is_held(bit)) continue;
    holes_.free(bit, 1);
    --used_bits_;
  }
}

std::vector<std::uint32_t> CmaAllocator::bitmap() const {
  constexpr std::uint32_t word_bits = 32;
  std::vector<std::uint32_t> words((holes_.size() + word_bits - 1) / word_bits);
  for (std::uint32_t held = 0; held < holes_.size();) {
    const std::uint32_t hole = holes_.next_hole(held);
    for (; held < hole; ++held) words[held / word_bits] |= std::uint32_t{1} << (held % word_bits);
    if (hole < holes_.size()) held = hole + holes_.hole_length(hole);
  }
  return words;
}

}  // namespace rampart
