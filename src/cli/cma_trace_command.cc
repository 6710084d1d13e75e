#include "cli/cma_trace_command.h"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyses/cma_trace/cma_report.h"
#include "base/size_text.h"
#include "cli/subcommands.h"
#include "cli/tree_input.h"
#include "host/stop_signals.h"
#include "host/trace_recorder.h"
#include "host/write_file.h"
#include "render/cma_trace_text.h"
#include "sources/cma_trace.h"

namespace rampart {
namespace {

constexpr CommandHelp report_help{
    .name = "cma trace report",
    .purpose = "who allocated from CMA pools, how long it took, what failed and why",
    .synopsis = "[--json] [--page-size SIZE] TRACE",
    .examples = {"rampart cma trace report cma.trace # tracefs's trace or trace_pipe, or trace-cmd report",
                 "rampart cma trace report --json cma.trace # every refused request with its reason"}};

constexpr CommandHelp record_help{
    .name = "cma trace record",
    .purpose = "records the tracepoints of CMA on this system until Ctrl-C",
    .synopsis = "[-o FILE] [--seconds N]",
    .examples = {"rampart cma trace record -o cma.trace # reproduce the trouble, then Ctrl-C",
                 "rampart cma trace record -o cma.trace --seconds 60 # then: rampart cma trace report cma.trace"}};

constexpr double look_every = 0.1;  // seconds; the kernel's ring buffer holds some thousand events a processor
constexpr double longest_record = 366 * 86400.0;              // seconds, where nobody sets an end
constexpr std::size_t most_recorded = std::size_t{32} << 20;  // held in memory, of a device that may have little

Exit run_report(Context& context, std::span<const std::string> arguments) {
  bool json = false;
  std::string page_size_text = "4K";
  std::vector<std::string> files;
  OptionParser parser{report_help};
  parser.flag("--json", json, "One JSON document, schema rampart.cma-trace/1");
  parser.value("--page-size", page_size_text, "Of the traced kernel; 4K if not given");
  parser.positionals("TRACE", files, 1, 1, "The trace as text");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  const auto page_size = parse_size(page_size_text, "--page-size");
  if (!page_size) return fail(context, page_size.error());
  if (!std::has_single_bit(page_size->value)) {
    return fail(context, {Errc::Malformed,
                          {std::string{report_help.name}, 0, 0},
                          "--page-size is no power of two (expected 4K, 16K or 64K)"});
  }

  const auto text = read_whole(context, files.front());
  if (!text) return fail(context, text.error());
  const auto trace = parse_cma_trace(*text, files.front());
  if (!trace) return fail(context, trace.error());
  const std::vector<CmaPoolReport> pools = cma_report(cma_timeline(*trace));
  context.out.write(
      json ? cma_trace_json(pools, trace->lost, *page_size)
           : cma_trace_text(pools, trace->lost, *page_size, {.width = context.width, .colour = context.colour}));
  const bool failed = std::ranges::any_of(pools, [](const CmaPoolReport& pool) { return pool.failures > 0; });
  return failed ? Exit::Findings : Exit::Clean;
}

struct Recorded {
  std::string text;
  bool is_cut = false;  ///< At `most_recorded`.
};

/// Reads what is recorded until the time is over, a signal asks to stop, or there is too much of it. A signal waits
/// until the kernel's switches are back as they were.
Result<Recorded> record(std::optional<double> seconds) {
  StopSignals signals;
  auto recorder = TraceRecorder::start("cma");
  if (!recorder) return std::unexpected(std::move(recorder.error()));
  Recorded recorded;
  bool goes_on = true;
  for (double left = seconds.value_or(longest_record); goes_on && left > 0; left -= look_every) {
    goes_on = !signals.wait(std::min(left, look_every));
    if (auto done = recorder->read(recorded.text); !done) return std::unexpected(std::move(done.error()));
    recorded.is_cut = recorded.text.size() > most_recorded;
    goes_on = goes_on && !recorded.is_cut;
  }
  return recorded;
}

Exit run_record(Context& context, std::span<const std::string> arguments) {
  std::string output;
  std::optional<double> seconds;
  OptionParser parser{record_help};
  parser.value("-o,--output", output, "The file to write when it ends; standard output if not given");
  parser.seconds("--seconds", seconds, "Stop after so many seconds; Ctrl-C stops at any time");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;

  const auto recorded = record(seconds);
  if (!recorded) return fail(context, recorded.error());
  if (recorded->is_cut) {
    context.err.write(fmt::format("rampart: cma trace record: stopped at {}\n", size_text({most_recorded})));
  }
  if (output.empty()) {
    context.out.write(recorded->text);
    return Exit::Clean;
  }
  if (auto written = write_file_atomically(output, recorded->text); !written) return fail(context, written.error());
  const auto lines = std::ranges::count(recorded->text, '\n');
  context.out.write(fmt::format("{}: {} {}\n", output, lines, lines == 1 ? "event" : "events"));
  return Exit::Clean;
}

constexpr Command cma_trace_subcommands[] = {
    {"record", "records the tracepoints of CMA on this system", run_record},
    {"report", "who allocated, how long it took, what failed and why", run_report},
};

constexpr CommandGroup cma_trace_group{
    .name = "cma trace",
    .purpose = "allocations from CMA pools, one by one",
    .commands = cma_trace_subcommands,
    .examples = {"rampart cma trace record -o cma.trace # reproduce the trouble, then Ctrl-C",
                 "rampart cma trace report cma.trace # who allocated, how long it took, what failed and why"}};

}  // namespace

Exit run_cma_trace(Context& context, std::span<const std::string> arguments) {
  return run_group(context, cma_trace_group, arguments);
}

}  // namespace rampart
