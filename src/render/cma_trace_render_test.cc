#include <gtest/gtest.h>

#include "base/test_data.h"
#include "render/cma_simulation_text.h"
#include "render/cma_trace_text.h"
#include "render/xml_checker.h"

namespace rampart {
namespace {

CmaTrace sample() {
  const std::string file = "samples/trace/cma-trace-dmaheap-linux-6.12.txt";
  const auto trace = parse_cma_trace(test_data(file), file);
  EXPECT_TRUE(trace) << to_string(trace.error());
  return trace.value_or(CmaTrace{});
}

/// A workload that fails in its pool, with all that `view` points to.
struct Simulated {
  CmaWorkload workload;
  CmaSimulation run;
  CmaSimulationView view() const {
    return {.pool = "linux,cma",
            .workload = workload,
            .run = run,
            .need = *cma_pool_need(workload, 0, 0),
            .page_size = kib(4)};
  }
};

Simulated simulated(Pages pool) {
  CmaWorkload workload = cma_workload(cma_timeline(sample()), "linux,cma");
  CmaSimulation run = *simulate_cma(workload, {0x5e000, pool, 0});
  return {std::move(workload), std::move(run)};
}

TEST(CmaTraceText, TellsEachPoolsTasksAndWhyRequestsWereRefused) {
  EXPECT_EQ(cma_trace_text(cma_report(cma_timeline(sample())), 0, kib(4), {}),
            "linux,cma  3 MiB allocated in 1 calls, 1 refused, 3 MiB released; at most 3 MiB at once, 0 B at the end\n"
            "  time of a call: median 882 us, 99 % within 1.3 ms, longest 1.3 ms\n"
            "  TASK       CALLS  REFUSED   ALLOCATED     LONGEST\n"
            "  dh (106)       2        1       3 MiB      1.3 ms\n"
            "  refused: dh (106) at 1.892898 s: 30 MiB aligned to 1 MiB, 3 MiB held: no free run is that long at this "
            "alignment (line 16)\n");
}

TEST(CmaTraceText, ATraceThatLostEventsSaysThatItsNumbersAreTooLow) {
  EXPECT_EQ(cma_trace_text({}, 7, kib(4), {}),
            "no event of the group cma in this trace\n"
            "note: the trace lost 7 events: these numbers are too low\n");
}

TEST(CmaTraceText, ItsJsonIsTheAgreedOne) {
  expect_golden("golden/command/cma-trace.json", cma_trace_json(cma_report(cma_timeline(sample())), 0, kib(4)));
}

TEST(CmaSimulationText, TellsTheFailuresAndTheSmallestPool) {
  const Simulated small = simulated({4096});
  EXPECT_EQ(
      cma_simulation_text(small.view(), {}),
      "linux,cma, pool of 16 MiB: 1 of 2 requests served, 1 refused\n"
      "peak 3 MiB used, 16 MiB free at the end in runs of at most 16 MiB; fragmentation at most 0 %\n"
      "  line 16: 30 MiB aligned to 1 MiB refused: 13 MiB free, longest run 13 MiB\n"
      "smallest pool that serves all: 33 MiB; no allocator does with less than 33 MiB (most held at once)\n"
      "note: 1 of the requests were refused when they were traced; each is asked for again and given back at once, "
      "unless --served leaves them out\n");
}

TEST(CmaSimulationText, ItsJsonAndPictureAreTheAgreedOnes) {
  const Simulated small = simulated({4096});
  expect_golden("golden/command/cma-simulate.json", cma_simulation_json(small.view()));
  const std::string picture = cma_simulation_svg(small.view());
  EXPECT_EQ(XmlChecker::fault(picture), "");
  expect_golden("golden/command/cma-simulate.svg", picture);
}

TEST(CmaSimulationText, AWorkloadWithoutAStepHasAPictureToo) {
  const CmaWorkload nothing;
  const CmaSimulation run = *simulate_cma(nothing, {0, {64}, 0});
  const CmaSimulationView view{.pool = "", .workload = nothing, .run = run, .need = {}, .page_size = kib(4)};
  EXPECT_EQ(XmlChecker::fault(cma_simulation_svg(view)), "");
  EXPECT_EQ(cma_simulation_text(view, {}),
            "pool of 256 KiB: 0 of 0 requests served, 0 refused\n"
            "peak 0 B used, 256 KiB free at the end in runs of at most 256 KiB; fragmentation at most 0 %\n"
            "no pool of a size that is simulated serves all requests\n");
}

TEST(CmaFragmentation, IsTheShareOfFreeMemoryOutsideTheLongestRun) {
  EXPECT_EQ(fragmentation_percent({100}, {.microseconds = 0, .used = {60}, .longest_free_run = {30}}), 25U);
  EXPECT_EQ(fragmentation_percent({100}, {.microseconds = 0, .used = {100}, .longest_free_run = {}}), 0U);
}

}  // namespace
}  // namespace rampart
