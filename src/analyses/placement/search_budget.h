#pragma once

#include <cstdint>

#include "analyses/placement/placement.h"

namespace rampart {

/// The steps that a search may still take. Every search of one answer spends from the same.
class SearchBudget {
 public:
  explicit SearchBudget(const PlacementLimits& limits) : limits_{limits} {}

  /// Takes a step; false once there is none left, or the deadline struck.
  bool spend() {
    if (is_spent_) return false;
    ++steps_;
    if (steps_ > limits_.steps) is_spent_ = true;
    if (steps_ % steps_a_look == 0 && limits_.is_over && limits_.is_over()) is_spent_ = true;
    return !is_spent_;
  }
  bool is_spent() const { return is_spent_; }
  std::uint64_t steps() const { return steps_; }

 private:
  static constexpr std::uint64_t steps_a_look = 128;  // a clock costs little beside them, and none is late by much

  const PlacementLimits& limits_;
  std::uint64_t steps_ = 0;
  bool is_spent_ = false;
};

/// Numbers that look random and are the same on every machine (an xorshift generator with 64 bits of state).
class SearchDice {
 public:
  explicit SearchDice(std::uint64_t seed) : state_{seed * 2 + 1} {
    for (int i = 0; i < 8; ++i) next();
  }
  std::uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ * 0x2545F4914F6CDD1D;
  }
  /// One of 0 ... `count` - 1; `count` is below 2^32 and not 0.
  std::uint32_t below(std::uint64_t count) { return static_cast<std::uint32_t>(((next() >> 32) * count) >> 32); }

 private:
  std::uint64_t state_;
};

}  // namespace rampart
