#include "render/cma_simulation_text.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/cma_page_bytes.h"
#include "render/json_parts.h"

namespace rampart {
namespace {

/// Most failures that a person is shown; JSON has all.
constexpr std::size_t most_failures = 10;

std::string pages_text(Pages pages, Bytes page_size) {
  const auto bytes = size_of(pages, page_size);
  return bytes ? size_text(*bytes) : fmt::format("{} pages", pages.value);
}

std::string failure_text(const CmaSimulationView& view, const CmaFailure& failure) {
  const CmaOperation& operation = view.workload.operations[failure.operation];
  const std::uint64_t run = failure.longest_free_run.value;
  return fmt::format("  line {}: {} aligned to {} refused: {} free, longest run {}{}", operation.line,
                     pages_text(failure.count, view.page_size),
                     pages_text({std::uint64_t{1} << std::min(failure.align_order, 40U)}, view.page_size),
                     pages_text(failure.free, view.page_size), pages_text({run}, view.page_size),
                     run >= failure.count.value ? ", and not aligned" : "");
}

std::vector<std::string> notes(const CmaSimulationView& view) {
  const CmaWorkload& workload = view.workload;
  std::vector<std::string> notes;
  if (workload.refused > 0) {
    notes.push_back(
        fmt::format("{} of the requests were refused when they were traced; each is asked for again and given "
                    "back at once, unless --served leaves them out",
                    workload.refused));
  }
  if (workload.held_before.value > 0) {
    notes.push_back(fmt::format("{} were allocated before the trace began; they are placed first, by address",
                                pages_text(workload.held_before, view.page_size)));
  }
  if (workload.busy_retries > 0) {
    notes.push_back(
        fmt::format("the kernel passed over {} places with pages that it could not move; the model has none",
                    workload.busy_retries));
  }
  if (workload.unfinished > 0) {
    notes.push_back(
        fmt::format("{} requests were under way when the trace ended; they are left out", workload.unfinished));
  }
  if (workload.lost > 0) {
    notes.push_back(fmt::format("the trace lost {} events: what was asked for in them is not replayed", workload.lost));
  }
  return notes;
}

Json failure_json(const CmaSimulationView& view, const CmaFailure& failure) {
  return Json{
      {"line", view.workload.operations[failure.operation].line},
      {"size", page_bytes(failure.count, view.page_size)},
      {"alignment",
       page_bytes({failure.align_order < 64 ? std::uint64_t{1} << failure.align_order : UINT64_MAX}, view.page_size)},
      {"free", page_bytes(failure.free, view.page_size)},
      {"longest_free_run", page_bytes(failure.longest_free_run, view.page_size)}};
}

}  // namespace

unsigned fragmentation_percent(Pages total, const CmaSample& sample) {
  const std::uint64_t free = total.value - sample.used.value;
  return free == 0 ? 0 : static_cast<unsigned>((free - sample.longest_free_run.value) * 100 / free);
}

std::string cma_simulation_text(const CmaSimulationView& view, const TableStyle& style) {
  std::string out;
  const auto line = [&](const std::string& text) {
    out += (style.width == 0 ? text : shortened(text, style.width)) + '\n';
  };
  const CmaSimulation& run = view.run;
  const Pages total = run.geometry.count;
  unsigned worst = 0;
  for (const CmaSample& sample : run.samples) worst = std::max(worst, fragmentation_percent(total, sample));
  line(fmt::format("{}pool of {}: {} of {} requests served, {} refused",
                   view.pool.empty() ? "" : printable(view.pool) + ", ", pages_text(total, view.page_size), run.served,
                   run.served + run.failures.size(), run.failures.size()));
  line(fmt::format(
      "peak {} used, {} free at the end in runs of at most {}; fragmentation at most {} %",
      pages_text(run.peak_used, view.page_size),
      pages_text(run.samples.empty() ? total : Pages{total.value - run.samples.back().used.value}, view.page_size),
      pages_text(run.samples.empty() ? total : run.samples.back().longest_free_run, view.page_size), worst));
  const std::size_t shown = std::min(run.failures.size(), most_failures);
  for (std::size_t i = 0; i < shown; ++i) line(failure_text(view, run.failures[i]));
  if (shown < run.failures.size()) line(fmt::format("  and {} more refused", run.failures.size() - shown));
  if (view.need) {
    line(fmt::format("smallest pool that serves all: {}; no allocator does with less than {} (most held at once)",
                     pages_text(view.need->smallest, view.page_size),
                     pages_text(view.need->lower_bound, view.page_size)));
  } else {
    line("no pool of a size that is simulated serves all requests");
  }
  for (const std::string& note : notes(view)) line("note: " + note);
  return out;
}

std::string cma_simulation_json(const CmaSimulationView& view) {
  const CmaSimulation& run = view.run;
  Json document;
  document["schema"] = "rampart.cma-simulate/1";
  document["pool"] = view.pool.empty() ? Json(nullptr) : Json(view.pool);
  document["page_size"] = view.page_size.value;
  const auto bytes = [&](Pages pages) { return page_bytes(pages, view.page_size); };
  document["size"] = bytes(run.geometry.count);
  document["requests"] = run.served + run.failures.size();
  document["served"] = run.served;
  document["failures"] = Json::array();
  for (const CmaFailure& failure : run.failures) document["failures"].push_back(failure_json(view, failure));
  document["peak_used"] = bytes(run.peak_used);
  document["smallest_pool"] = view.need ? Json(bytes(view.need->smallest)) : Json(nullptr);
  document["lower_bound"] = view.need ? Json(bytes(view.need->lower_bound)) : Json(nullptr);
  document["refused_when_traced"] = view.workload.refused;
  document["held_before"] = bytes(view.workload.held_before);
  document["busy_retries"] = view.workload.busy_retries;
  document["unfinished"] = view.workload.unfinished;
  document["lost_events"] = view.workload.lost;
  Json series = Json::array();
  for (const CmaSample& sample : run.samples) {
    series.push_back(Json::array({sample.microseconds, bytes(sample.used), bytes(sample.longest_free_run),
                                  fragmentation_percent(run.geometry.count, sample)}));
  }
  document["series"] = Json{{"columns", Json::array({view.workload.has_times ? "time_us" : "step", "used",
                                                     "longest_free_run", "fragmentation_percent"})},
                            {"rows", std::move(series)}};
  return to_text(document);
}

}  // namespace rampart
