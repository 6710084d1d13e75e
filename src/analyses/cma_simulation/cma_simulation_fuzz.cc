#include <cstdlib>
#include <string_view>

#include "analyses/cma_simulation/cma_simulation.h"
#include "analyses/cma_trace/cma_report.h"

namespace {

using rampart::Pages;

void require(bool holds) {
  if (!holds) std::abort();
}

/// Whatever a trace or a script says: every request is served or refused, a pool holds no more than it has, and the
/// smallest pool serves everything.
void check(const rampart::CmaWorkload& workload) {
  for (const unsigned order : {0U, 3U}) {
    const rampart::CmaGeometry geometry{0x5e020 & ~7ULL, {5000}, order};
    const auto run = rampart::simulate_cma(workload, geometry);
    require(run && run->samples.size() == workload.operations.size() && run->reached <= geometry.count);
    for (const rampart::CmaSample& sample : run->samples) {
      require(sample.used.value + sample.longest_free_run.value <= geometry.count.value);
    }
  }
  const auto need = rampart::cma_pool_need(workload, 0x5e020, 0);
  if (!need || need->smallest == Pages{0}) return;
  require(need->lower_bound <= need->smallest);
  const auto served = rampart::simulate_cma(workload, {0x5e020, need->smallest, 0});
  require(served && served->failures.empty() && served->peak_used == need->lower_bound);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (rampart::is_cma_script(text)) {
    if (const auto steps = rampart::parse_cma_script(text, "fuzz"))
      check(rampart::cma_workload(*steps, rampart::kib(4)));
    return 0;
  }
  const auto trace = rampart::parse_cma_trace(text, "fuzz");
  if (!trace) return 0;
  const rampart::CmaTimeline timeline = rampart::cma_timeline(*trace);
  for (const rampart::CmaPoolReport& pool : rampart::cma_report(timeline)) {
    require(pool.held <= pool.peak_held && pool.peak_held <= pool.allocated);
    require(pool.refusals.size() == pool.failures);
  }
  for (const std::string& name : timeline.names) {
    check(rampart::cma_workload(timeline, name));
    check(rampart::cma_workload(timeline, name, rampart::RefusedRequests::LeftOut));
  }
  return 0;
}
