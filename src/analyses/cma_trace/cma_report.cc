#include "analyses/cma_trace/cma_report.h"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <utility>
#include <variant>

#include "analyses/cma_trace/traced_blocks.h"

namespace rampart {
namespace {

Pages saturating_add(Pages a, Pages b) { return {rampart::saturating_add(Bytes{a.value}, Bytes{b.value}).value}; }

/// Since 7.x -EBUSY also stands for a pool without a free run, so the number alone does not tell.
std::string why_refused(const CmaTracedRequest& request) {
  if (!request.finished) return "longer than the whole pool, or the pool is not active: it is not even tried";
  const int error = request.error.value_or(0);
  if (error == -EINTR) return "a signal came while pages were moved out of the way";
  if (error != 0 && error != -ENOMEM && error != -EBUSY) return fmt::format("error {}", error);
  if (request.busy_retries > 0) {
    return fmt::format("no place is left after {} of which pages could not be moved", request.busy_retries);
  }
  if (request.available && request.count > *request.available) {
    return fmt::format("only {} pages are free", request.available->value);
  }
  return "no free run is that long at this alignment";
}

CmaLatency latency_of(std::vector<std::uint64_t> times) {
  if (times.empty()) return {};
  std::ranges::sort(times);
  const auto at_percent = [&](std::size_t percent) { return times[(times.size() * percent + 99) / 100 - 1]; };
  return {.count = times.size(), .median = at_percent(50), .p99 = at_percent(99), .longest = times.back()};
}

class PoolReport {
 public:
  explicit PoolReport(std::string name) { report_.name = std::move(name); }

  void operator()(const CmaRelease& release) {
    ++report_.releases;
    report_.released = saturating_add(report_.released, release.count);
    blocks_.take(release.pfn, release.count);
  }

  void operator()(const CmaTracedRequest& request) {
    report_.busy_retries += request.busy_retries;
    CmaTaskUse& task = tasks_[{request.task, request.pid}];
    if (request.started && request.finished && *request.finished >= *request.started) {
      const std::uint64_t took = *request.finished - *request.started;
      times_.push_back(took);
      task.longest = std::max(task.longest, took);
    }
    if (request.outcome == CmaOutcome::Unfinished) {
      ++report_.unfinished;
    } else if (request.outcome == CmaOutcome::Refused) {
      ++report_.failures;
      ++task.failures;
      report_.refusals.push_back({request, blocks_.held(), why_refused(request)});
    } else {
      ++report_.allocations;
      ++task.allocations;
      task.pages = saturating_add(task.pages, request.count);
      report_.allocated = saturating_add(report_.allocated, request.count);
      blocks_.add(*request.pfn, request.count, 0);
      report_.peak_held = std::max(report_.peak_held, blocks_.held());
    }
  }

  CmaPoolReport done() {
    report_.held = blocks_.held();
    report_.latency = latency_of(std::move(times_));
    for (auto& [who, use] : tasks_) {
      if (use.allocations + use.failures == 0) continue;
      use.task = who.first;
      use.pid = who.second;
      report_.tasks.push_back(std::move(use));
    }
    std::ranges::stable_sort(report_.tasks, std::greater{}, &CmaTaskUse::pages);
    return std::move(report_);
  }

 private:
  CmaPoolReport report_;
  TracedBlocks blocks_;
  std::map<std::pair<std::string, std::uint32_t>, CmaTaskUse> tasks_;
  std::vector<std::uint64_t> times_;
};

}  // namespace

std::vector<CmaPoolReport> cma_report(const CmaTimeline& timeline) {
  std::vector<CmaPoolReport> reports;
  for (const std::string& name : timeline.names) {
    PoolReport report{name};
    for (const CmaTimeline::Step& step : timeline.of(name)) std::visit(report, step);
    reports.push_back(report.done());
  }
  return reports;
}

}  // namespace rampart
