#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyses/python/board_status.h"
#include "cli/answer_output.h"
#include "cli/board_session.h"
#include "cli/mpy_command.h"
#include "host/write_file.h"
#include "render/mpy_picture.h"
#include "render/mpy_plot.h"
#include "render/mpy_status.h"
#include "render/mpy_text.h"

namespace rampart {
namespace {

constexpr CommandHelp mpy_status_help{
    .name = "mpy status",
    .purpose =
        "the heap of a MicroPython board that is connected; nothing is left on it (exit status 1 if its numbers do "
        "not add up)",
    .synopsis = "(--port DEVICE | --port auto | --tcp HOST:PORT) [--interrupt] [--collect] [--json | --svg] [-o FILE]",
    .examples = {
        "rampart mpy status --port auto # total, used, free, the largest free run, what the reading cost",
        "rampart mpy status --port /dev/ttyACM0 --interrupt --watch 2 # stop its program, plot use over time"}};

struct MpyStatusOptions {
  BoardAccess access;
  bool collect = false;
  bool no_map = false;
  bool json = false;
  bool svg = false;
  std::string output;
  std::string transcript;
  std::optional<double> watch;
  std::uint64_t count = 0;  ///< Zero: without end.
};

/// A status and when it was read; empty if a signal asked to stop.
using MpyStatusTaken = std::optional<std::pair<BoardStatus, double>>;

Result<MpyStatusTaken> take_status(const MpyStatusOptions& options) {
  const bool wants_map = !options.no_map && (!options.watch || options.json);
  auto read = read_board_heap("mpy status", options.access, {.collect = options.collect, .has_map = wants_map});
  if (!read) return std::unexpected(std::move(read.error()));
  if (!*read) return std::nullopt;
  BoardReading& board = **read;
  if (!options.transcript.empty()) {
    if (auto done = write_file_atomically(options.transcript, board.reading.transcript); !done) {
      return std::unexpected(std::move(done.error()));
    }
  }
  auto status = board_status(board.port, std::move(board.reading), board.was_reset);
  if (!status) return std::unexpected(std::move(status.error()));
  return std::pair{std::move(*status), board.seconds};
}

std::string status_answer(const BoardStatus& status, const MpyStatusOptions& options, const TableStyle& style) {
  if (options.json) return mpy_status_json(status);
  if (options.svg) return mpy_picture(status.paste, status.report);
  return mpy_status_text(status, style);
}

Exit exit_for(const BoardStatus& status) {
  const bool is_wrong = std::ranges::any_of(status.report.findings,
                                            [](const Finding& finding) { return finding.severity == Severity::Error; });
  return is_wrong ? Exit::Findings : Exit::Clean;
}

Exit show_once(Context& context, const MpyStatusOptions& options) {
  const auto taken = take_status(options);
  if (!taken) return fail(context, taken.error());
  if (!*taken)
    return fail(context, {Errc::Io, {"mpy status", 0, 0}, "stopped (expected to be left to read the board)"});
  const BoardStatus& status = (*taken)->first;
  const auto written = write_answer(context, options.output,
                                    [&](const TableStyle& style) { return status_answer(status, options, style); });
  if (!written) return fail(context, written.error());
  return exit_for(status);
}

/// One reading after the other as documents, as lines on a pipe, as a plot on a terminal. The board is free in between.
class MpyWatch {
 public:
  MpyWatch(Context& context, const MpyStatusOptions& options) : context_{context}, options_{options} {}

  Exit run() {
    for (std::uint64_t done = 0;;) {
      const auto taken = take_status(options_);
      if (!taken) return fail(context_, taken.error());
      if (!*taken) return Exit::Clean;
      if (auto shown = show((*taken)->first, (*taken)->second); !shown) return fail(context_, shown.error());
      if (!context_.out.flush()) return Exit::Failed;
      if (++done == options_.count || !context_.wait(*options_.watch)) return Exit::Clean;
    }
  }

 private:
  Result<void> show(const BoardStatus& status, double seconds) {
    if (options_.json) {
      context_.out.write(mpy_status_json(status));
      return {};
    }
    if (!began_) began_ = seconds;
    const auto sample = heap_sample(status, seconds - *began_);
    if (!sample) {
      return std::unexpected(Error{Errc::Unsupported,
                                   {status.port, 0, 0},
                                   "its firmware does not tell of the heap (expected micropython.mem_info())"});
    }
    if (context_.width == 0) {
      context_.out.write(heap_sample_line(*sample));
      return {};
    }
    const TableStyle style{.width = context_.width, .colour = context_.colour};
    samples_.push_back(*sample);
    if (samples_.size() > heap_plot_columns(style.width)) samples_.erase(samples_.begin());
    context_.out.write(fmt::format("\x1b[H\x1b[2J{}\n\n{}\n{}{}", mpy_board_line(status.paste),
                                   heap_plot(samples_, style), heap_sample_line(*sample),
                                   reading_garbage_line(status)));
    return {};
  }

  Context& context_;
  const MpyStatusOptions& options_;
  std::vector<HeapSample> samples_;
  std::optional<double> began_;
};

std::string wrong_together(const MpyStatusOptions& options) {
  if (options.json && options.svg) return "more than one form (expected one of --json, --svg)";
  if (options.watch && (options.svg || !options.output.empty())) {
    return "--watch goes to standard output as text or JSON (expected no --svg, no --output)";
  }
  if (options.count != 0 && !options.watch) return "--count without --watch (expected --watch SECONDS too)";
  return "";
}

}  // namespace

Exit run_mpy_status(Context& context, std::span<const std::string> arguments) {
  MpyStatusOptions options;
  OptionParser parser{mpy_status_help};
  options.access.add_to(parser);
  parser.flag("--collect", options.collect, "Collect garbage first (gc.collect()), so that used is what is needed");
  parser.flag("--no-map", options.no_map, "Not block by block: less to send over a slow line");
  parser.flag("--json", options.json, "One JSON document, schema rampart.mpy-status/1");
  parser.flag("--svg", options.svg, "A picture of the heap's blocks");
  parser.value("-o,--output", options.output, "Write the answer to this file");
  parser.value("--transcript", options.transcript, "Write what was asked and answered to this file, for mpy parse");
  parser.seconds("--watch", options.watch, "Read again so often until Ctrl-C: a plot on a terminal, else lines");
  parser.count("--count", options.count, 1, 1'000'000'000, "With --watch: stop after so many readings");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  if (const std::string wrong = wrong_together(options); !wrong.empty()) {
    return fail(context, {Errc::Malformed, {"mpy status", 0, 0}, wrong});
  }
  return options.watch ? MpyWatch{context, options}.run() : show_once(context, options);
}

}  // namespace rampart
