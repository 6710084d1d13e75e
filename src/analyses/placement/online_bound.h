#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <rampart/base/units.h>

#include "analyses/cma_fit.h"

namespace rampart {

/// How a kernel's allocator places a request: at the lowest free place, always searched from the start. CMA takes whole
/// bits and aligns to the order of the size; genalloc, behind vendors' pools, aligns to its granule. The pool itself is
/// taken to begin at a multiple of every alignment.
struct FirstFitRule {
  Bytes page_size = kib(4);
  unsigned order_per_bit = 0;  ///< A request takes whole bits of 2^order_per_bit pages; at most 30.
  /// CONFIG_CMA_ALIGNMENT: the largest order, in pages, that a request is aligned to; nothing: no alignment but a bit.
  std::optional<unsigned> alignment_cap = default_cma_alignment_order;
};

/// What starts and stops as one: its buffers are taken in this order when it starts, and all go when it stops.
struct OnlineUnit {
  std::vector<Bytes> buffers;  ///< Each at least one byte.
};

struct OnlineProblem {
  std::vector<OnlineUnit> units;
  /// Sets of indices into `units` that may run at the same time; so may any part of one. Every unit is in some set.
  std::vector<std::vector<std::size_t>> together;
  FirstFitRule rule;
};

struct OnlineLimits {
  std::size_t states = 200'000;   ///< How many different states are looked at; about 100 bytes each.
  std::function<bool()> is_over;  ///< Asked now and then; empty: no deadline.
};

/// One start or stop.
struct OnlineEvent {
  std::size_t unit{};
  bool is_start{};
  friend bool operator==(const OnlineEvent&, const OnlineEvent&) = default;
};

/// The pool that the allocator needs, whatever the order of starts and stops.
struct OnlineBound {
  Bytes reached;                   ///< Some order needs this much: a smaller pool fails. `worst` is that order.
  Bytes enough;                    ///< No order needs more. Equal to `reached` if every state was looked at.
  std::size_t states{};            ///< Different states looked at: who runs, and where each buffer lies.
  std::vector<OnlineEvent> worst;  ///< From nothing running to the start that reaches the highest; the
                                   ///< shortest such way if every state was looked at.
  bool is_exact() const { return reached == enough; }
};

/// Looks at every state that starts and stops can lead to, until a limit strikes; then `enough` is what no first fit
/// can pass: the live buffers below a request, and before each of them a gap too small for it. Nothing if a size
/// overflows, a set names no unit, or a unit is in no set.
std::optional<OnlineBound> online_bound(const OnlineProblem& problem, const OnlineLimits& limits);

}  // namespace rampart
