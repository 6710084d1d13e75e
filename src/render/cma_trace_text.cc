#include "render/cma_trace_text.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/cma_page_bytes.h"
#include "render/json_parts.h"

namespace rampart {
namespace {

/// Most refusals of a pool that a person is shown; JSON has all.
constexpr std::size_t most_refusals = 20;

std::string time_text(std::uint64_t microseconds) {
  if (microseconds < 1000) return fmt::format("{} us", microseconds);
  return fmt::format("{}.{} ms", microseconds / 1000, microseconds % 1000 / 100);
}

class TraceText {
 public:
  TraceText(Bytes page_size, const TableStyle& style) : page_size_{page_size}, style_{style} {}

  void pool(const CmaPoolReport& pool) {
    line(fmt::format("{}  {} allocated in {} calls, {} refused, {} released; at most {} at once, {} at the end",
                     pool.name.empty() ? "(area not named by this kernel)" : printable(pool.name), size(pool.allocated),
                     pool.allocations, pool.failures, size(pool.released), size(pool.peak_held), size(pool.held)));
    if (pool.latency.count > 0) {
      line(fmt::format("  time of a call: median {}, 99 % within {}, longest {}", time_text(pool.latency.median),
                       time_text(pool.latency.p99), time_text(pool.latency.longest)));
    }
    if (pool.busy_retries > 0) line(fmt::format("  places passed over because of pinned pages: {}", pool.busy_retries));
    if (pool.unfinished > 0) line(fmt::format("  under way when the trace ended: {}", pool.unfinished));
    std::size_t width = 4;
    for (const CmaTaskUse& task : pool.tasks) width = std::max(width, who(task.task, task.pid).size());
    line(fmt::format("  {:<{}}  {:>6}  {:>7}  {:>10}  {:>10}", "TASK", width, "CALLS", "REFUSED", "ALLOCATED",
                     "LONGEST"));
    for (const CmaTaskUse& task : pool.tasks) {
      line(fmt::format("  {:<{}}  {:>6}  {:>7}  {:>10}  {:>10}", who(task.task, task.pid), width,
                       task.allocations + task.failures, task.failures, size(task.pages), time_text(task.longest)));
    }
    refusals(pool);
  }

  void line(const std::string& text) { out_ += (style_.width == 0 ? text : shortened(text, style_.width)) + '\n'; }
  std::string take() { return std::move(out_); }

 private:
  static std::string who(const std::string& task, std::uint32_t pid) {
    return fmt::format("{} ({})", printable(task), pid);
  }

  std::string size(Pages pages) const {
    const auto bytes = size_of(pages, page_size_);
    return bytes ? size_text(*bytes) : fmt::format("{} pages", pages.value);
  }

  void refusals(const CmaPoolReport& pool) {
    const std::size_t shown = std::min(pool.refusals.size(), most_refusals);
    for (std::size_t i = 0; i < shown; ++i) {
      const auto& [request, held, why] = pool.refusals[i];
      const std::uint64_t when = request.finished.value_or(request.started.value_or(0));
      line(fmt::format("  refused: {} at {}.{:06} s: {} aligned to {}, {} held: {} (line {})",
                       who(request.task, request.pid), when / 1'000'000, when % 1'000'000, size(request.count),
                       request.align < 40 ? size({std::uint64_t{1} << request.align}) : "more than there is",
                       size(held), why, request.line));
    }
    if (shown < pool.refusals.size()) line(fmt::format("  and {} more refused", pool.refusals.size() - shown));
  }

  Bytes page_size_;
  TableStyle style_;
  std::string out_;
};

Json refusal_json(const CmaTracedRefusal& refusal, Bytes page_size) {
  const CmaTracedRequest& request = refusal.request;
  Json json;
  json["task"] = request.task;
  json["pid"] = request.pid;
  json["time_us"] = request.finished.value_or(request.started.value_or(0));
  json["size"] = page_bytes(request.count, page_size);
  json["alignment"] = page_bytes({request.align < 64 ? std::uint64_t{1} << request.align : UINT64_MAX}, page_size);
  json["error"] = request.error ? Json(*request.error) : Json(nullptr);
  json["busy_retries"] = request.busy_retries;
  json["held"] = page_bytes(refusal.held, page_size);
  json["why"] = refusal.why;
  json["line"] = request.line;
  return json;
}

Json pool_json(const CmaPoolReport& pool, Bytes page_size) {
  Json json;
  json["name"] = pool.name.empty() ? Json(nullptr) : Json(pool.name);
  json["allocations"] = pool.allocations;
  json["failures"] = pool.failures;
  json["unfinished"] = pool.unfinished;
  json["releases"] = pool.releases;
  json["busy_retries"] = pool.busy_retries;
  json["allocated"] = page_bytes(pool.allocated, page_size);
  json["released"] = page_bytes(pool.released, page_size);
  json["peak_held"] = page_bytes(pool.peak_held, page_size);
  json["held"] = page_bytes(pool.held, page_size);
  json["latency_us"] = Json{{"count", pool.latency.count},
                            {"median", pool.latency.median},
                            {"p99", pool.latency.p99},
                            {"longest", pool.latency.longest}};
  json["tasks"] = Json::array();
  for (const CmaTaskUse& task : pool.tasks) {
    json["tasks"].push_back(Json{{"task", task.task},
                                 {"pid", task.pid},
                                 {"allocations", task.allocations},
                                 {"failures", task.failures},
                                 {"allocated", page_bytes(task.pages, page_size)},
                                 {"longest_us", task.longest}});
  }
  json["refusals"] = Json::array();
  for (const CmaTracedRefusal& refusal : pool.refusals) json["refusals"].push_back(refusal_json(refusal, page_size));
  return json;
}

}  // namespace

std::string cma_trace_text(const std::vector<CmaPoolReport>& pools, std::uint64_t lost, Bytes page_size,
                           const TableStyle& style) {
  TraceText text{page_size, style};
  if (pools.empty()) text.line("no event of the group cma in this trace");
  for (const CmaPoolReport& pool : pools) text.pool(pool);
  if (lost > 0) text.line(fmt::format("note: the trace lost {} events: these numbers are too low", lost));
  return text.take();
}

std::string cma_trace_json(const std::vector<CmaPoolReport>& pools, std::uint64_t lost, Bytes page_size) {
  Json document;
  document["schema"] = "rampart.cma-trace/1";
  document["page_size"] = page_size.value;
  document["lost_events"] = lost;
  document["pools"] = Json::array();
  for (const CmaPoolReport& pool : pools) document["pools"].push_back(pool_json(pool, page_size));
  return to_text(document);
}

}  // namespace rampart
