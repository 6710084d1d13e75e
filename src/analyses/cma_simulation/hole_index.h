#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace rampart {

/// The holes (runs of free bits) of a bitmap, so that the lowest that serves a request is found without looking at
/// every bit or every hole.
///
/// Each hole has its length at its first and its last bit, so that neighbours join at once. For every 64 bits a byte
/// tells what the best of the holes that begin there serves, and for every 64 such bytes another one; a search looks at
/// 64 of them together. A byte is a size in few digits, and it may be too high, never too low: changes raise it, and
/// the search that it misled lowers it.
class HoleIndex {
 public:
  static constexpr std::uint32_t max_size = std::uint32_t{1} << 24;

  /// All free; `size` bits, 1 to `max_size`. Bit 0 stands for `base` where alignment is asked for.
  HoleIndex(std::uint32_t size, std::uint64_t base);

  /// Holds `count` bits (one at least) at the lowest place at which all are free and `place + base` is a multiple of
  /// 2^align_order, which is at most 2^62; the place, or nothing. As fast as it can be at order 0 and where the DMA API
  /// aligns: to the count, rounded up to a power of two, at most 2^8.
  std::optional<std::uint32_t> take(std::uint32_t count, unsigned align_order);
  /// Frees `count` bits (one at least) from `first`, all of which are held.
  void free(std::uint32_t first, std::uint32_t count);

  std::uint32_t size() const { return size_; }
  /// The length of the longest hole.
  std::uint32_t longest();
  /// The beginning of the first hole from a bit on; `size` if there is none.
  std::uint32_t next_hole(std::uint32_t from) const;
  /// The length of the hole that begins at a bit.
  std::uint32_t hole_length(std::uint32_t beginning) const { return length_at(beginning); }
  /// Looks through the holes below: slow.
  bool is_held(std::uint32_t bit) const;

 private:
  /// What a hole serves: bits without alignment, or bits aligned as the DMA API does.
  enum Kind { Plain, Natural };

  /// The bytes of one kind.
  struct Best {
    std::vector<std::uint8_t> words;
    std::vector<std::uint8_t> groups;
    bool is_used = false;  ///< Begun when a request of the kind comes, and kept up from then on.
  };

  std::uint32_t& length_at(std::uint32_t bit) { return lengths_[bit + 1]; }
  std::uint32_t length_at(std::uint32_t bit) const { return lengths_[bit + 1]; }
  std::uint32_t natural_length(std::uint32_t beginning, std::uint32_t length) const;
  std::uint8_t code_of_hole(Kind kind, std::uint32_t beginning) const;
  std::uint8_t code_of_word(Kind kind, std::uint32_t word) const;
  Best& best_of(Kind kind);
  void raise(std::uint32_t hole);
  /// Visits the holes in words whose byte is at least that, from the lowest, until one is taken: `visit` tells whether
  /// it was, and so does the answer. The bytes that were passed are right afterwards.
  template <typename Visit>
  bool search(Kind kind, std::uint8_t code, Visit visit);
  std::uint32_t place_in(std::uint32_t hole, std::uint64_t mask) const;
  void hold(std::uint32_t hole, std::uint32_t first, std::uint32_t count);

  std::uint32_t size_;
  std::uint64_t base_;
  std::vector<std::uint32_t>
      lengths_;  ///< At the first and the last bit of each hole; all else, beside both ends too, is 0.
  std::vector<std::uint64_t> beginnings_;  ///< The bits at which holes begin.
  std::array<Best, 2> best_;               ///< By kind.
};

}  // namespace rampart
