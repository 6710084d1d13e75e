#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

#include "analyses/cma_simulation/cma_allocator.h"
#include "analyses/cma_simulation/cma_workload.h"

namespace rampart {

/// The pool after an operation. `Try` has given its pages back by then.
struct CmaSample {
  std::uint64_t microseconds{};
  Pages used;
  Pages longest_free_run;
};

/// A request that the pool refused, and how the pool was then.
struct CmaFailure {
  std::size_t operation{};  ///< Its number in the workload, and of its sample.
  Pages count;
  unsigned align_order{};
  Pages free;
  Pages longest_free_run;
};

/// What became of a workload in a pool.
struct CmaSimulation {
  CmaGeometry geometry;
  std::uint64_t served = 0;
  std::vector<CmaFailure> failures;
  Pages peak_used;
  Pages reached;                   ///< From the pool's beginning to the end of the highest block that was placed.
  std::vector<CmaSample> samples;  ///< One an operation.
};

/// Called after every operation.
using CmaStepWatcher = std::function<void(const CmaAllocator&)>;

/// Does a workload in a pool, as the kernel's allocator would. OutOfRange for a pool that CmaAllocator does not take.
Result<CmaSimulation> simulate_cma(const CmaWorkload& workload, const CmaGeometry& geometry,
                                   const CmaStepWatcher& watcher = {});

/// How large a pool has to be.
struct CmaPoolNeed {
  Pages smallest;     ///< At this base, the smallest that serves every request. Every larger one does too.
  Pages lower_bound;  ///< The most that is held at once, in whole bits: no allocator does with less.
};

/// TooLarge if a pool of HoleIndex::max_size bits is too small, OutOfRange for an order that CmaAllocator does not
/// take.
Result<CmaPoolNeed> cma_pool_need(const CmaWorkload& workload, std::uint64_t base_pfn, unsigned order_per_bit);

}  // namespace rampart
