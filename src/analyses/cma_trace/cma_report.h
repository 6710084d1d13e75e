#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <rampart/base/units.h>

#include "analyses/cma_trace/cma_requests.h"

namespace rampart {

/// What one task asked of a pool.
struct CmaTaskUse {
  std::string task;
  std::uint32_t pid{};
  std::uint64_t allocations{};
  std::uint64_t failures{};
  Pages pages;              ///< That it was given, in all.
  std::uint64_t longest{};  ///< Microseconds of its longest call, served or refused.
};

/// A request that was refused.
struct CmaTracedRefusal {
  CmaTracedRequest request;
  Pages held;       ///< What the trace had seen allocated and not released by then.
  std::string why;  ///< As far as the kernel told; lower case, no full stop.
};

/// How long calls took, in microseconds, of those whose beginning and end were traced. Percentiles are calls that were
/// measured, the nearest above (nearest rank).
struct CmaLatency {
  std::uint64_t count{};
  std::uint64_t median{};
  std::uint64_t p99{};
  std::uint64_t longest{};
};

/// What a trace tells of a pool.
struct CmaPoolReport {
  std::string name;  ///< Empty in traces of 4.x kernels.
  std::uint64_t allocations{};
  std::uint64_t failures{};
  std::uint64_t unfinished{};
  std::uint64_t releases{};
  std::uint64_t busy_retries{};
  Pages allocated;  ///< In all.
  Pages released;   ///< In all, with what was allocated before the trace began.
  Pages peak_held;  ///< The most that was held at once of what the trace saw allocated.
  Pages held;       ///< At the end.
  CmaLatency latency;
  std::vector<CmaTaskUse> tasks;           ///< Who was given most comes first.
  std::vector<CmaTracedRefusal> refusals;  ///< In the order of the trace.
};

/// The pools of a trace, in the order of its timeline.
std::vector<CmaPoolReport> cma_report(const CmaTimeline& timeline);

}  // namespace rampart
