#include "analyses/cma_simulation/cma_workload.h"

#include <algorithm>
#include <bit>
#include <map>
#include <string>
#include <utility>
#include <variant>

#include "analyses/cma_trace/traced_blocks.h"

namespace rampart {
namespace {

constexpr unsigned default_cma_alignment = 8;

class TraceReader {
 public:
  explicit TraceReader(RefusedRequests refused) : refused_{refused} { workload_.has_times = true; }

  void operator()(const CmaTracedRequest& request) {
    workload_.busy_retries += request.busy_retries;
    if (request.outcome == CmaOutcome::Unfinished) {
      ++workload_.unfinished;
      return;
    }
    const std::uint64_t when = request.finished.value_or(request.started.value_or(0));
    CmaOperation operation{.action = CmaAction::Try,
                           .count = request.count,
                           .align_order = request.align,
                           .offset = {},
                           .microseconds = when,
                           .line = request.line};
    if (request.outcome == CmaOutcome::Refused) {
      ++workload_.refused;
      if (refused_ == RefusedRequests::AskedFor) workload_.operations.push_back(operation);
      return;
    }
    operation.action = CmaAction::Allocate;
    operation.block = workload_.block_count++;
    // Pages that another block has by the trace: it lost their release.
    for (const auto& piece : blocks_.add(*request.pfn, request.count, operation.block)) {
      release(*piece.block, piece, when, request.line);
    }
    workload_.operations.push_back(operation);
  }

  void operator()(const CmaRelease& step) {
    for (const TracedBlocks::Piece& piece : blocks_.take(step.pfn, step.count)) {
      const std::uint32_t block = piece.block ? *piece.block : workload_.block_count++;
      if (!piece.block) {
        before_.push_back(
            {piece.pfn,
             {.action = CmaAction::Allocate, .count = piece.count, .block = block, .offset = {}, .line = step.line}});
      }
      release(block, piece, step.microseconds, step.line);
    }
  }

  CmaWorkload done() {
    std::ranges::stable_sort(before_, {}, &Before::pfn);
    std::vector<CmaOperation> all;
    all.reserve(before_.size() + workload_.operations.size());
    for (Before& each : before_) {
      each.operation.microseconds = workload_.operations.front().microseconds;  // there is one: what releases it
      const std::uint64_t room = UINT64_MAX - workload_.held_before.value;
      workload_.held_before.value += std::min(each.operation.count.value, room);
      all.push_back(each.operation);
    }
    all.insert(all.end(), workload_.operations.begin(), workload_.operations.end());
    workload_.operations = std::move(all);
    return std::move(workload_);
  }

 private:
  struct Before {
    std::uint64_t pfn;
    CmaOperation operation;
  };

  void release(std::uint32_t block, const TracedBlocks::Piece& piece, std::uint64_t when, std::size_t line) {
    workload_.operations.push_back({.action = CmaAction::Release,
                                    .count = piece.count,
                                    .block = block,
                                    .offset = piece.offset,
                                    .microseconds = when,
                                    .line = line});
  }

  RefusedRequests refused_;
  CmaWorkload workload_;
  TracedBlocks blocks_;
  std::vector<Before> before_;
};

/// The order of pages that a size has, rounded up; 0 for less than a page.
unsigned order_of(std::uint64_t pages) { return pages <= 1 ? 0 : static_cast<unsigned>(std::bit_width(pages - 1)); }

}  // namespace

CmaWorkload cma_workload(const CmaTimeline& timeline, std::string_view pool, RefusedRequests refused) {
  TraceReader reader{refused};
  for (const CmaTimeline::Step& step : timeline.of(pool)) std::visit(reader, step);
  CmaWorkload workload = reader.done();
  workload.lost = timeline.lost;
  return workload;
}

CmaWorkload cma_workload(const std::vector<CmaScriptStep>& steps, Bytes page_size) {
  struct Live {
    std::uint32_t block;
    Pages count;
  };
  CmaWorkload workload;
  std::map<std::string, Live, std::less<>> live;
  for (const CmaScriptStep& step : steps) {
    const std::uint64_t pages = step.size.value / page_size.value + (step.size.value % page_size.value != 0);
    CmaOperation operation{
        .count = {pages}, .offset = {}, .microseconds = workload.operations.size(), .line = step.line};
    if (step.id.empty()) {
      operation.action = step.is_alloc ? CmaAction::AllocateAny : CmaAction::ReleaseLast;
    } else if (step.is_alloc) {
      operation.action = CmaAction::Allocate;
      operation.align_order =
          step.align ? order_of(step.align->value / page_size.value) : std::min(order_of(pages), default_cma_alignment);
      operation.block = workload.block_count++;
      live[step.id] = {operation.block, operation.count};
    } else {
      const Live freed = live.at(step.id);
      operation.action = CmaAction::Release;
      operation.block = freed.block;
      operation.count = freed.count;
    }
    workload.operations.push_back(operation);
  }
  return workload;
}

}  // namespace rampart
