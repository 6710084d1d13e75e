#include "analyses/cma_trace/cma_requests.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

CmaTimeline timeline(std::string_view text) {
  const auto trace = parse_cma_trace(text, "trace");
  EXPECT_TRUE(trace) << to_string(trace.error());
  return trace ? cma_timeline(*trace) : CmaTimeline{};
}

const CmaTracedRequest& request(const CmaTimeline& line, std::string_view pool, std::size_t at) {
  return std::get<CmaTracedRequest>(line.of(pool)[at]);
}

TEST(CmaTimeline, JoinsTheBeginningAndTheEndOfARequest) {
  const CmaTimeline line = timeline(test_data("samples/trace/cma-trace-dmaheap-linux-6.12.txt"));
  EXPECT_EQ(line.names, (std::vector<std::string>{"linux,cma"}));
  ASSERT_EQ(line.of("linux,cma").size(), 3U);
  const CmaTracedRequest& served = request(line, "linux,cma", 0);
  EXPECT_EQ(served.outcome, CmaOutcome::Served);
  EXPECT_EQ(served.task, "dh");
  EXPECT_EQ(served.pid, 106U);
  EXPECT_EQ(served.started, 1858806U);
  EXPECT_EQ(served.finished, 1860116U);
  EXPECT_EQ(served.count, Pages{768});
  EXPECT_EQ(served.align, 8U);
  EXPECT_EQ(served.pfn, 0x5e200U);
  EXPECT_EQ(served.line, 14U);
  const CmaTracedRequest& refused = request(line, "linux,cma", 1);
  EXPECT_EQ(refused.outcome, CmaOutcome::Refused);
  EXPECT_EQ(refused.error, -12);
  EXPECT_EQ(refused.pfn, std::nullopt);
  EXPECT_EQ(std::get<CmaRelease>(line.of("linux,cma")[2]).pfn, 0x5e200U);
}

TEST(CmaTimeline, RequestsOfThreadsThatRunAtOnceAreTheirOwn) {
  const CmaTimeline line = timeline(
      "a-1 [000] ..... 1.000001: cma_alloc_start: name=p count=4 align=0\n"
      "b-2 [001] ..... 1.000002: cma_alloc_start: name=p count=8 align=0\n"
      "b-2 [001] ..... 1.000003: cma_alloc_busy_retry: name=p pfn=0x10 page=1 count=8 align=0\n"
      "a-1 [000] ..... 1.000004: cma_alloc_finish: name=p pfn=0x20 page=1 count=4 align=0 errorno=0\n"
      "b-2 [001] ..... 1.000009: cma_alloc_finish: name=p pfn=0x30 page=1 count=8 align=0 errorno=0\n");
  EXPECT_EQ(request(line, "p", 0).started, 1000001U);
  EXPECT_EQ(request(line, "p", 0).busy_retries, 0U);
  EXPECT_EQ(request(line, "p", 1).started, 1000002U);
  EXPECT_EQ(request(line, "p", 1).busy_retries, 1U);
}

TEST(CmaTimeline, AThreadThatGoesOnWithoutAnEndWasRefusedAtOnceUnlessEventsWereLost) {
  constexpr std::string_view text =
      "a-1 [000] ..... 1.000001: cma_alloc_start: name=p count=99999 align=0\n"
      "a-1 [000] ..... 1.000002: cma_alloc_start: name=q count=1 align=0\n";
  EXPECT_EQ(request(timeline(text), "p", 0).outcome, CmaOutcome::Refused);
  EXPECT_EQ(request(timeline(text), "p", 0).finished, std::nullopt);
  EXPECT_EQ(request(timeline(text), "q", 0).outcome, CmaOutcome::Unfinished);
  const CmaTimeline lossy = timeline(std::string{text} + "CPU:0 [LOST 1 EVENTS]\n");
  EXPECT_EQ(request(lossy, "p", 0).outcome, CmaOutcome::Unfinished);
  EXPECT_EQ(lossy.lost, 1U);
}

TEST(CmaTimeline, AnEndWithoutABeginningHasNoDuration) {
  const CmaTimeline line =
      timeline("a-1 [000] ..... 1.000004: cma_alloc_finish: name=p pfn=0x20 page=1 count=4 align=0 errorno=0\n");
  EXPECT_EQ(request(line, "p", 0).started, std::nullopt);
  EXPECT_EQ(request(line, "p", 0).outcome, CmaOutcome::Served);
}

TEST(CmaTimeline, AThreadWithoutANameHasTheOneThatOtherLinesGive) {
  const CmaTimeline line = timeline(
      "<...>-7 [000] ..... 1.000001: cma_alloc_start: name=p count=4 align=0\n"
      "<...>-7 [000] ..... 1.000002: cma_alloc_finish: name=p pfn=0x20 page=1 count=4 align=0 errorno=0\n"
      "<...>-8 [000] ..... 1.000003: cma_alloc_finish: name=p pfn=0x30 page=1 count=4 align=0 errorno=0\n"
      "camera-7 [000] ..... 1.000004: cma_alloc_finish: name=p pfn=0x40 page=1 count=4 align=0 errorno=0\n");
  EXPECT_EQ(request(line, "p", 0).task, "camera");
  EXPECT_EQ(request(line, "p", 1).task, "<...>");
  EXPECT_EQ(request(line, "p", 2).task, "camera");
}

TEST(CmaTimeline, APoolThatIsNotThereHasNoSteps) { EXPECT_TRUE(timeline("").of("p").empty()); }

}  // namespace
}  // namespace rampart
