#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include <rampart/base/units.h>

namespace rampart {

/// Scenarios that follow each other in any order, in a pool whose allocator takes the lowest hole that fits.
struct SwitchProblem {
  /// What starts and stops as one.
  struct Part {
    Bytes size;  ///< Of each buffer.
    Bytes alignment;
    std::uint64_t count = 1;
    friend bool operator==(const Part&, const Part&) = default;
  };
  std::vector<Part> parts;                          ///< In the order in which they are taken.
  std::vector<std::vector<std::size_t>> scenarios;  ///< Indices into `parts`, ascending.
};

struct SwitchLimits {
  std::uint64_t work = 40'000'000;  ///< Buffers looked at; a few nanoseconds each.
  std::function<bool()> is_over;    ///< Asked now and then; empty: no deadline.
};

/// What the pool has to be for every order.
struct SwitchBound {
  Bytes reached;                   ///< Some order needs this much,
  bool is_exact = false;           ///< and none more: every state was looked at.
  std::size_t states{};            ///< Different ones: which scenario, and where its buffers lie.
  std::vector<std::size_t> worst;  ///< The scenarios that lead there, the last one needs it; shortest found.
  friend bool operator==(const SwitchBound&, const SwitchBound&) = default;
};

/// Goes from scenario to scenario in every order. At a change first all that the next one does not have goes, then what
/// it has more is taken; what both have stays where it is. Between scenarios all may stop but what every scenario has.
SwitchBound switch_bound(const SwitchProblem& problem, const SwitchLimits& limits);

}  // namespace rampart
