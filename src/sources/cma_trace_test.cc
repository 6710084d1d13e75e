#include "sources/cma_trace.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

CmaTrace sample(const std::string& name) {
  const auto trace = parse_cma_trace(test_data("samples/trace/" + name), name);
  EXPECT_TRUE(trace) << to_string(trace.error());
  return trace.value_or(CmaTrace{});
}

/// The one event of a text.
CmaEvent event_of(std::string_view text) {
  const auto trace = parse_cma_trace(text, "trace");
  EXPECT_TRUE(trace) << to_string(trace.error());
  EXPECT_TRUE(trace && trace->events.size() == 1U);
  return trace && trace->events.size() == 1 ? trace->events.front() : CmaEvent{};
}

std::string refusal(std::string_view text) {
  const auto trace = parse_cma_trace(text, "trace");
  return trace ? "read" : to_string(trace.error());
}

TEST(CmaTrace, ATraceOfLinux6_12IsReadWhole) {
  const CmaTrace trace = sample("cma-trace-linux-6.12.txt");
  ASSERT_EQ(trace.events.size(), 12U);
  EXPECT_EQ(trace.events[0], (CmaEvent{.kind = CmaEventKind::AllocStart,
                                       .line = 13,
                                       .task = "init",
                                       .pid = 1,
                                       .cpu = 0,
                                       .microseconds = 1441890,
                                       .name = "linux,cma",
                                       .count = {300},
                                       .align = 0}));
  EXPECT_EQ(trace.events[5].name, "vpu@50000000");
  EXPECT_EQ(trace.events[5].pfn, 0x50000U);
  EXPECT_EQ(trace.events[5].error, 0);
  EXPECT_EQ(trace.events[9].kind, CmaEventKind::Release);
  EXPECT_EQ(trace.events[9].count, Pages{83});
}

TEST(CmaTrace, AFailureHasNoPageFrame) {
  EXPECT_EQ(sample("cma-trace-dmaheap-linux-6.1.txt").events[3].pfn, std::nullopt);
  EXPECT_EQ(sample("cma-trace-dmaheap-linux-6.1.txt").events[3].error, std::nullopt);
  EXPECT_EQ(sample("cma-trace-dmaheap-linux-6.12.txt").events[3].pfn, std::nullopt);
  EXPECT_EQ(sample("cma-trace-dmaheap-linux-6.12.txt").events[3].error, -12);
  const CmaEvent of_7 = event_of(
      "x-1 [000] ..... 1.000001: cma_alloc_finish: name=a pfn=0x0 page=0000000000000000 count=9 align=0 errorno=-16\n");
  EXPECT_EQ(of_7.pfn, std::nullopt);
  EXPECT_EQ(of_7.error, -16);
}

TEST(CmaTrace, Linux7TellsWhatWasFreeBefore) {
  const CmaEvent event = event_of(
      "x-1 [001] ..... 1.000001: cma_alloc_start: name=a request_count=16 available_count=100 total_count=4096 "
      "align=2\n");
  EXPECT_EQ(event.count, Pages{16});
  EXPECT_EQ(event.available, Pages{100});
  EXPECT_EQ(event.total, Pages{4096});
  EXPECT_EQ(event.align, 2U);
}

TEST(CmaTrace, Linux4TellsNoNameAndHasOneEventAnAllocation) {
  const CmaEvent event =
      event_of("  Xorg-512   [000] ....   12.345678: cma_alloc: pfn=3e200 page=ffffffbec0f88000 count=64 align=6\n");
  EXPECT_EQ(event.kind, CmaEventKind::Alloc);
  EXPECT_EQ(event.name, "");
  EXPECT_EQ(event.pfn, 0x3e200U);
}

TEST(CmaTrace, TasksMayHoldBlanksDashesAndEvents) {
  const CmaEvent event =
      event_of(" Web Content-2: cma_release:-77 [003] d..1. 5.000000: cma_release: name=a pfn=0x10 page=0 count=1\n");
  EXPECT_EQ(event.task, "Web Content-2: cma_release:");
  EXPECT_EQ(event.pid, 77U);
  EXPECT_EQ(event.cpu, 3U);
}

TEST(CmaTrace, TraceCmdLeavesTheFlagsOutAndAlignsItsFields) {
  const auto trace = parse_cma_trace(
      "cpus=4\nCPU 1 is empty\n"
      "          camera-321   [000]     8.123456: cma_alloc_start:      name=linux,cma count=768 align=8\n"
      "          camera-321   [000]     8.123499123: sched_switch:         x:1 [120] S ==> y:2 [120]\n"
      "          camera-321   [000]     8.123999123: cma_release:          name=linux,cma pfn=0x5e200 page=(nil) "
      "count=768\n",
      "report");
  ASSERT_TRUE(trace) << to_string(trace.error());
  ASSERT_EQ(trace->events.size(), 2U);
  EXPECT_EQ(trace->events[0].microseconds, 8123456U);
  EXPECT_EQ(trace->events[1].microseconds, 8123999U);
}

TEST(CmaTrace, AThreadGroupInBracketsIsNoPid) {
  EXPECT_EQ(event_of("x-7   ( 5) [000] ..... 1.000000: cma_release: name=a pfn=0x1 page=0 count=1\n").pid, 7U);
}

TEST(CmaTrace, LostEventsAreCounted) {
  const auto trace = parse_cma_trace("CPU:0 [LOST 12 EVENTS]\nCPU:1 [LOST 3 EVENTS]\n", "trace");
  ASSERT_TRUE(trace);
  EXPECT_EQ(trace->lost, 15U);
}

TEST(CmaTrace, WhatIsWrongIsToldWithLineAndColumn) {
  EXPECT_EQ(refusal("# head\nx-1 [000] ..... 1.000000: cma_release: name=a pfn=0x1 page=0\n"),
            "trace:2:39: no field count (expected count=)");
  EXPECT_EQ(refusal("x-1 [000] ..... 1.000000: cma_release: name=a pfn=xyz page=0 count=1\n"),
            "trace:1:51: pfn is no number (expected hexadecimal digits)");
  EXPECT_EQ(refusal("x-1 [000] ..... 1.000000: cma_release: name=a pfn=0x1 page=0 count=-1\n"),
            "trace:1:68: count is no number (expected a number)");
  EXPECT_EQ(refusal("x-1 [000] ..... 1: cma_release: name=a pfn=0x1 page=0 count=1\n"),
            "trace:1:17: no head of an event (expected <task>-<pid> [<cpu>] <seconds>)");
  EXPECT_EQ(refusal("x [000] ..... 1.000000: cma_release: name=a pfn=0x1 page=0 count=1\n"),
            "trace:1:1: no head of an event (expected <task>-<pid> [<cpu>] <seconds>)");
}

}  // namespace
}  // namespace rampart
