#pragma once

#include "analyses/explain/explain_report.h"

namespace rampart::example {

inline EvidenceLine line(std::string file, std::size_t number, std::string text) {
  return {{{std::move(file), number, 0}, ""}, std::move(text)};
}

/// For tests: a pool in pieces with what follows from it, and a false alarm.
inline ExplainReport explained() {
  Cause pieces;
  pieces.finding = {.rule = "pool-fragmented",
                    .severity = Severity::Error,
                    .message = "linux,cma is in pieces, not full",
                    .help = "give the GPU a pool of its own of 32 MiB",
                    .regions = {"linux,cma"},
                    .locations = {{{"board.dts", 23, 5}, "/reserved-memory/linux,cma"}},
                    .effect = "soc:gpu asked for 16 MiB in one run; the longest run is 12 MiB"};
  pieces.cause_class = "pool_fragmented";
  pieces.confidence = Confidence::Likely;
  pieces.facts = {{"requested_bytes", FactScalar{std::uint64_t{16777216}}},
                  {"errno", FactScalar{std::int64_t{-12}}},
                  {"aligned", FactScalar{true}},
                  {"runs", std::vector<FactScalar>{std::uint64_t{3072}, std::uint64_t{180}}},
                  {"region", FactObject{{"name", std::string{"linux,cma"}}, {"start", std::uint64_t{0x2ec00000}}}},
                  {"regions", std::vector<FactObject>{{{"name", std::string{"a"}}}}}};
  pieces.evidence = {line("dmesg", 812, "cma: cma_alloc: alloc failed, req-size: 4096 pages, ret: -12")};
  pieces.more_evidence = 2;
  pieces.checked = "predicted for Linux 6.1: gpu is made, 32 MiB at 0x30000000";
  pieces.consequences = {{"probe-failed", "vc4 did not start", {line("dmesg", 820, "vc4: probe failed")}},
                         {"", "", {line("dmesg", 830, "c"), line("dmesg", 814, "a"), line("dmesg", 815, "b")}}};
  Cause alarm;
  alarm.finding = {.rule = "false-alarm",
                   .severity = Severity::Note,
                   .message = "hwrom@0 is reserved already",
                   .help = "",
                   .regions = {},
                   .locations = {}};
  alarm.cause_class = "false_alarm";
  alarm.confidence = Confidence::Certain;
  alarm.evidence = {line("dmesg", 3, "failed to reserve memory for node 'hwrom@0'")};
  return {.language = Language::English,
          .logs = {{"dmesg", 900, 3, 2, {{LogFact::CmaAllocFailed, 3}, {LogFact::KernelVersion, 1}}}},
          .kernel = "6.1.99",
          .machine = "Example Board",
          .ram = gib(1),
          .boards = {"board.dts"},
          .pools = {{.name = "linux,cma",
                     .range = PhysRange::make({0x2ec00000}, mib(256)),
                     .size = mib(256),
                     .is_default = true}},
          .causes = {pieces, alarm},
          .notes = {{"/proc/iomem", "all addresses are zero", "read it as root"}}};
}

}  // namespace rampart::example
