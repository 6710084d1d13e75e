#pragma once

#include <cstdint>
#include <optional>
#include <vector>

// For tests and benchmarks: first fit as anyone would write it.
namespace rampart {

/// A bitmap that is searched bit by bit.
class BitByBit {
 public:
  explicit BitByBit(std::uint32_t size) : held_(size) {}

  std::optional<std::uint32_t> find(std::uint32_t count, std::uint64_t mask, std::uint64_t offset) const {
    const auto aligned = [&](std::uint64_t place) { return ((place + offset + mask) & ~mask) - offset; };
    for (std::uint64_t place = aligned(0); place + count <= held_.size();) {
      std::uint32_t free = 0;
      while (free < count && !held_[place + free]) ++free;
      if (free == count) return static_cast<std::uint32_t>(place);
      place = aligned(place + free + 1);  // behind the held bit that was met
    }
    return std::nullopt;
  }

  void write(std::uint32_t first, std::uint32_t count, bool held) {
    for (std::uint32_t bit = first; bit < first + count; ++bit) held_[bit] = held;
  }

  std::uint32_t longest() const {
    std::uint32_t longest = 0;
    std::uint32_t run = 0;
    for (const bool held : held_) {
      run = held ? 0 : run + 1;
      if (run > longest) longest = run;
    }
    return longest;
  }

  bool is_held(std::uint32_t bit) const { return held_[bit]; }

 private:
  std::vector<bool> held_;
};

}  // namespace rampart
