#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <rampart/base/units.h>

#include "sources/cma_trace.h"

namespace rampart {

enum class CmaOutcome {
  Served,
  Refused,
  Unfinished,  ///< The trace ends, or lost events, before its answer.
};

/// One call of cma_alloc. Times are microseconds since boot.
struct CmaTracedRequest {
  CmaOutcome outcome{};
  std::string task;
  std::uint32_t pid{};
  std::optional<std::uint64_t> started{};   ///< Nothing if the trace has only its end.
  std::optional<std::uint64_t> finished{};  ///< Nothing if the trace has only its beginning.
  Pages count;
  unsigned align{};                  ///< An order of pages.
  std::optional<std::uint64_t> pfn;  ///< Of one that was served.
  std::optional<int> error{};        ///< As the kernel told it, since 6.12.
  std::optional<Pages> available{};  ///< Free before it, told since 7.x.
  std::uint64_t busy_retries{};      ///< Places that it passed over, because pages there could not be moved.
  std::size_t line{};                ///< Of its end, or of its beginning if it has none.
};

/// One call of cma_release. It may give back a part of what was allocated, or several such blocks at once.
struct CmaRelease {
  std::uint64_t pfn{};
  Pages count;
  std::uint64_t microseconds{};
  std::size_t line{};
};

/// What happened to each pool of a trace. A request stands where it ended.
struct CmaTimeline {
  using Step = std::variant<CmaTracedRequest, CmaRelease>;

  std::vector<std::string> names;  ///< Of the pools, in the order in which they come; "" in traces of 4.x kernels.
  std::vector<std::vector<Step>> steps;  ///< Of each pool.
  std::uint64_t lost = 0;                ///< Events that the trace lost.

  /// Empty for a pool that is not in `names`.
  std::span<const Step> of(std::string_view name) const;
};

/// Joins the beginnings and ends of requests by thread: a thread has one call at a time. One that begins another
/// without an end of its first was refused at once, which Linux 6.x does to what is longer than a whole pool: no event
/// tells. A thread that tracefs calls `<...>`, because it had not noted its name yet, has the name that other lines
/// give.
CmaTimeline cma_timeline(const CmaTrace& trace);

}  // namespace rampart
