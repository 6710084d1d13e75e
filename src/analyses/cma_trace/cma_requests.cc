#include "analyses/cma_trace/cma_requests.h"

#include <algorithm>
#include <map>
#include <utility>

namespace rampart {
namespace {

/// What tracefs prints for a thread whose name it has not noted yet, as it does for the newest.
constexpr std::string_view unnamed = "<...>";

/// The names that other lines give to such threads.
class TaskNames {
 public:
  explicit TaskNames(const CmaTrace& trace) {
    for (const CmaEvent& event : trace.events) {
      if (event.task != unnamed) names_.try_emplace(event.pid, event.task);
    }
  }
  const std::string& of(const CmaEvent& event) const {
    if (event.task != unnamed) return event.task;
    const auto known = names_.find(event.pid);
    return known == names_.end() ? event.task : known->second;
  }

 private:
  std::map<std::uint32_t, std::string> names_;
};

class Joiner {
 public:
  explicit Joiner(const CmaTrace& trace) : names_{trace} { timeline_.lost = trace.lost; }

  void take(const CmaEvent& event) {
    switch (event.kind) {
      case CmaEventKind::AllocStart:
        return start(event);
      case CmaEventKind::AllocBusyRetry:
        return retry(event);
      case CmaEventKind::AllocFinish:
      case CmaEventKind::Alloc:
        return finish(event);
      case CmaEventKind::Release:
        steps_of(event.name).push_back(CmaRelease{*event.pfn, event.count, event.microseconds, event.line});
    }
  }

  CmaTimeline done() {
    for (auto& [pid, open] : open_) steps_of(open.pool).push_back(std::move(open.request));
    return std::move(timeline_);
  }

 private:
  struct Open {
    std::string pool;
    CmaTracedRequest request;
  };

  std::vector<CmaTimeline::Step>& steps_of(const std::string& name) {
    const auto [at, is_new] = index_.try_emplace(name, timeline_.names.size());
    if (is_new) {
      timeline_.names.push_back(name);
      timeline_.steps.emplace_back();
    }
    return timeline_.steps[at->second];
  }

  void start(const CmaEvent& event) {
    steps_of(event.name);
    if (const auto before = open_.find(event.pid); before != open_.end()) {
      Open& open = before->second;
      if (timeline_.lost == 0) open.request.outcome = CmaOutcome::Refused;
      steps_of(open.pool).push_back(std::move(open.request));
      open_.erase(before);
    }
    open_.emplace(event.pid, Open{event.name,
                                  {.outcome = CmaOutcome::Unfinished,
                                   .task = names_.of(event),
                                   .pid = event.pid,
                                   .started = event.microseconds,
                                   .count = event.count,
                                   .align = event.align,
                                   .pfn = {},
                                   .available = event.available,
                                   .line = event.line}});
  }

  void retry(const CmaEvent& event) {
    steps_of(event.name);
    const auto open = open_.find(event.pid);
    if (open != open_.end() && open->second.pool == event.name) ++open->second.request.busy_retries;
  }

  void finish(const CmaEvent& event) {
    CmaTracedRequest request{.outcome = {},
                             .task = names_.of(event),
                             .pid = event.pid,
                             .count = event.count,
                             .align = event.align,
                             .pfn = {}};
    const auto open = open_.find(event.pid);
    if (open != open_.end() && open->second.pool == event.name && open->second.request.count == event.count) {
      request = std::move(open->second.request);
      open_.erase(open);
    }
    request.outcome = event.pfn ? CmaOutcome::Served : CmaOutcome::Refused;
    request.finished = event.microseconds;
    request.pfn = event.pfn;
    request.error = event.error;
    request.line = event.line;
    steps_of(event.name).push_back(std::move(request));
  }

  TaskNames names_;
  CmaTimeline timeline_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::map<std::uint32_t, Open> open_;  ///< By thread.
};

}  // namespace

std::span<const CmaTimeline::Step> CmaTimeline::of(std::string_view name) const {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return {};
  return steps[static_cast<std::size_t>(found - names.begin())];
}

CmaTimeline cma_timeline(const CmaTrace& trace) {
  Joiner joiner{trace};
  for (const CmaEvent& event : trace.events) joiner.take(event);
  return joiner.done();
}

}  // namespace rampart
