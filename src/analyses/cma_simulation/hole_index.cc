#include "analyses/cma_simulation/hole_index.h"

#include <algorithm>
#include <bit>

#include "analyses/cma_simulation/byte_group.h"

namespace rampart {
namespace {

constexpr std::uint32_t word_bits = 64;
constexpr std::uint32_t fan = byte_group_size;
constexpr unsigned most_natural_order = 8;  // the kernel's default of CONFIG_CMA_ALIGNMENT
constexpr std::uint64_t natural_mask = (1U << most_natural_order) - 1;

constexpr std::uint64_t bit_of(std::uint32_t bit) { return std::uint64_t{1} << (bit % word_bits); }
constexpr std::uint32_t lowest(std::uint64_t bits) { return static_cast<std::uint32_t>(std::countr_zero(bits)); }
constexpr std::uint32_t groups_of(std::size_t count) { return static_cast<std::uint32_t>((count + fan - 1) / fan); }

/// A size in a byte: up to 16 as it is, a larger one in steps that end at powers of two and at seven places between
/// them. It never decreases with the size, so a hole that is large enough has at least the code of the request.
constexpr std::uint8_t code_of(std::uint32_t size) {
  const auto exponent = static_cast<std::uint32_t>(std::bit_width((size - 1) | 8)) - 4;
  return static_cast<std::uint8_t>(exponent * 8 + ((size - 1) >> exponent) + 1);
}
static_assert(code_of(1) == 1 && code_of(16) == 16 && code_of(17) == 17 && code_of(18) == 17 && code_of(19) == 18);
static_assert(code_of(HoleIndex::max_size) < 255);

}  // namespace

HoleIndex::HoleIndex(std::uint32_t size, std::uint64_t base)
    : size_{size}, base_{base}, lengths_(size + 2), beginnings_(size / word_bits + 1) {
  length_at(0) = length_at(size - 1) = size;
  beginnings_[0] = 1;
}

/// The most bits that a hole serves, aligned as the DMA API does.
std::uint32_t HoleIndex::natural_length(std::uint32_t beginning, std::uint32_t length) const {
  // A multiple of 2^8 serves all that follows it. Without one, the number with the most zeros at its end serves what
  // follows. Below either a whole aligned power of two is free.
  const std::uint64_t first = beginning + (base_ & natural_mask) + natural_mask + 1;  // above 0: it has a predecessor
  const std::uint64_t end = first + length;
  const auto digit = std::bit_width(((first - 1) ^ (end - 1)) | 1) - 1;
  const std::uint64_t most_zeros = (end - 1) >> digit << digit;
  const std::uint64_t multiple = (first + natural_mask) & ~natural_mask;
  const std::uint64_t middle = multiple < end ? multiple : most_zeros;
  return static_cast<std::uint32_t>(std::max(end - middle, std::bit_floor((middle - first) | 1)));
}

std::uint8_t HoleIndex::code_of_hole(Kind kind, std::uint32_t beginning) const {
  const std::uint32_t length = length_at(beginning);
  return code_of(kind == Plain ? length : natural_length(beginning, length));
}

std::uint8_t HoleIndex::code_of_word(Kind kind, std::uint32_t word) const {
  std::uint8_t best = 0;
  for (std::uint64_t bits = beginnings_[word]; bits != 0; bits &= bits - 1) {
    best = std::max(best, code_of_hole(kind, word * word_bits + lowest(bits)));
  }
  return best;
}

HoleIndex::Best& HoleIndex::best_of(Kind kind) {
  Best& best = best_[kind];
  if (best.is_used) return best;
  best.is_used = true;
  const std::uint32_t groups = groups_of(beginnings_.size());
  best.words.resize(groups * fan);
  best.groups.resize(groups_of(groups) * fan);
  for (std::uint32_t word = 0; word < beginnings_.size(); ++word) best.words[word] = code_of_word(kind, word);
  for (std::uint32_t group = 0; group < groups; ++group)
    best.groups[group] = largest_of_group(&best.words[group * fan]);
  return best;
}

void HoleIndex::raise(std::uint32_t hole) {
  for (const Kind kind : {Plain, Natural}) {
    Best& best = best_[kind];
    if (!best.is_used) continue;
    const std::uint8_t code = code_of_hole(kind, hole);
    std::uint8_t& word = best.words[hole / word_bits];
    std::uint8_t& group = best.groups[hole / word_bits / fan];
    word = std::max(word, code);
    group = std::max(group, code);
  }
}

/// The first place of a hole that is aligned; past all holes if that is past 2^32.
std::uint32_t HoleIndex::place_in(std::uint32_t hole, std::uint64_t mask) const {
  const std::uint64_t skipped = (0 - (hole + base_)) & mask;
  return skipped > size_ ? size_ : hole + static_cast<std::uint32_t>(skipped);
}

template <typename Visit>
bool HoleIndex::search(Kind kind, std::uint8_t code, Visit visit) {
  Best& best = best_of(kind);
  for (std::uint32_t chunk = 0; chunk < best.groups.size(); chunk += fan) {
    for (auto groups = at_least_in_group(&best.groups[chunk], code); groups != 0; groups &= groups - 1) {
      const std::uint32_t group = chunk + lowest(groups);
      for (auto words = at_least_in_group(&best.words[group * fan], code); words != 0; words &= words - 1) {
        const std::uint32_t word = group * fan + lowest(words);
        bool is_found = false;
        for (std::uint64_t bits = beginnings_[word]; bits != 0 && !is_found; bits &= bits - 1) {
          is_found = visit(word * word_bits + lowest(bits));
        }
        best.words[word] = code_of_word(kind, word);
        if (is_found) return true;
      }
      best.groups[group] = largest_of_group(&best.words[group * fan]);
    }
  }
  return false;
}

std::optional<std::uint32_t> HoleIndex::take(std::uint32_t count, unsigned align_order) {
  const std::uint64_t mask = (std::uint64_t{1} << align_order) - 1;
  const unsigned natural_order = std::min(static_cast<unsigned>(std::bit_width(count - 1)), most_natural_order);
  const Kind kind = align_order == natural_order ? Natural : Plain;
  std::uint32_t place = 0;
  const bool is_found = search(kind, code_of(count), [&](std::uint32_t hole) {
    place = place_in(hole, mask);
    if (place + count > hole + length_at(hole)) return false;
    hold(hole, place, count);
    return true;
  });
  return is_found ? std::optional{place} : std::nullopt;
}

void HoleIndex::hold(std::uint32_t hole, std::uint32_t first, std::uint32_t count) {
  const std::uint32_t end = hole + length_at(hole);
  const std::uint32_t behind = first + count;
  const std::uint32_t left = first - hole;
  const std::uint32_t right = end - behind;
  // What is left on a side is a hole of its own; where nothing is left, the bit beside it is held and 0 already.
  length_at(hole) = left;
  length_at(first - 1) = left;
  length_at(behind) = right;
  length_at(end - 1) = right;
  beginnings_[hole / word_bits] &= ~(std::uint64_t{left == 0} << (hole % word_bits));
  beginnings_[behind / word_bits] |= std::uint64_t{right != 0} << (behind % word_bits);
  if (right != 0) raise(behind);
}

void HoleIndex::free(std::uint32_t first, std::uint32_t count) {
  const std::uint32_t behind = first + count;
  const std::uint32_t left = length_at(first - 1);
  const std::uint32_t right = length_at(behind);
  length_at(first - 1) = 0;
  length_at(behind) = 0;
  const std::uint32_t hole = first - left;
  const std::uint32_t end = behind + right;
  length_at(hole) = end - hole;
  length_at(end - 1) = end - hole;
  beginnings_[hole / word_bits] |= bit_of(hole);
  beginnings_[behind / word_bits] &= ~bit_of(behind);
  raise(hole);
}

std::uint32_t HoleIndex::longest() {
  for (;;) {
    const std::uint8_t code = std::ranges::max(best_of(Plain).groups);
    if (code == 0) return 0;
    std::uint32_t longest = 0;
    search(Plain, code, [&](std::uint32_t hole) {
      longest = std::max(longest, length_at(hole));
      return false;
    });
    if (longest > 0 && code_of(longest) == code) return longest;
  }
}

std::uint32_t HoleIndex::next_hole(std::uint32_t from) const {
  if (from >= size_) return size_;
  std::uint64_t bits = beginnings_[from / word_bits] & ~(bit_of(from) - 1);
  for (std::uint32_t word = from / word_bits;; bits = beginnings_[word]) {
    if (bits != 0) return word * word_bits + lowest(bits);
    if (++word == beginnings_.size()) return size_;
  }
}

bool HoleIndex::is_held(std::uint32_t bit) const {
  std::uint64_t bits = beginnings_[bit / word_bits] & (bit_of(bit) | (bit_of(bit) - 1));
  for (std::uint32_t word = bit / word_bits;; bits = beginnings_[--word]) {
    if (bits != 0) {
      const auto hole = word * word_bits + static_cast<std::uint32_t>(std::bit_width(bits) - 1);
      return bit - hole >= length_at(hole);
    }
    if (word == 0) return true;
  }
}

}  // namespace rampart
