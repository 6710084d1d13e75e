#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rampart {

/// Picks `capacity` of any number of things, each with the same chance, seen once and in any order (Vitter's algorithm
/// R). The numbers are the same in every run: one population gives one sample.
template <typename T>
class Reservoir {
 public:
  explicit Reservoir(std::size_t capacity) : capacity_{capacity} {}

  void offer(const T& thing) {
    if (picked_.size() < capacity_) {
      picked_.push_back(thing);
    } else if (const std::uint64_t place = next_number() % (offered_ + 1); place < capacity_) {
      picked_[place] = thing;
    }
    ++offered_;
  }

  const std::vector<T>& picked() const { return picked_; }
  std::uint64_t offered() const { return offered_; }

 private:
  /// splitmix64.
  std::uint64_t next_number() {
    std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }

  std::size_t capacity_;
  std::vector<T> picked_;
  std::uint64_t offered_ = 0;
  std::uint64_t state_ = 0;
};

}  // namespace rampart
