#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <rampart/base/units.h>

#include "analyses/cma_trace/cma_requests.h"
#include "sources/cma_script.h"

namespace rampart {

enum class CmaAction {
  Allocate,     ///< `block` gets `count` pages at a multiple of 2^align_order.
  Try,          ///< The same, but it is given back at once.
  Release,      ///< `count` pages of `block` from `offset` on. Nothing if the block was refused.
  AllocateAny,  ///< As debugfs's `alloc`: `count` pages, remembered as the last.
  ReleaseLast,  ///< As debugfs's `free`: `count` pages of what AllocateAny got last, then of what it got before that.
};

/// One step of a workload; what an action does not speak of is zero.
struct CmaOperation {
  CmaAction action{};
  Pages count;
  unsigned align_order{};
  std::uint32_t block{};
  Pages offset;
  std::uint64_t microseconds{};  ///< Since boot, or the number of the step from 0 where there are no times.
  std::size_t line{};            ///< Of the text that it was read from.
  friend bool operator==(const CmaOperation&, const CmaOperation&) = default;
};

/// What is asked of a pool, in order.
struct CmaWorkload {
  std::vector<CmaOperation> operations;
  std::uint32_t block_count = 0;  ///< Blocks are numbered from 0.
  bool has_times = false;
  std::uint64_t refused = 0;  ///< Requests that were refused when they were traced.
  Pages held_before;          ///< Allocated before the trace began; its first operations allocate them, by address.
  std::uint64_t busy_retries = 0;
  std::uint64_t unfinished = 0;  ///< Left out, as nobody knows what came of them.
  std::uint64_t lost = 0;        ///< Events that the trace lost.
};

/// What becomes of requests that were refused when they were traced. What would have become of the memory if they had
/// been served, no trace tells.
enum class RefusedRequests {
  AskedFor,  ///< Asked for again, and given back at once.
  LeftOut,
};

/// The workload of one pool of a trace; empty for a pool that is not in it.
CmaWorkload cma_workload(const CmaTimeline& timeline, std::string_view pool,
                         RefusedRequests refused = RefusedRequests::AskedFor);

/// The workload of a written trace. An allocation with an id and without an alignment has the DMA API's: its size
/// rounded up to a power of two, at most 2^8 pages, the kernel's default of CONFIG_CMA_ALIGNMENT (6.12,
/// kernel/dma/contiguous.c).
CmaWorkload cma_workload(const std::vector<CmaScriptStep>& steps, Bytes page_size);

}  // namespace rampart
