#include <algorithm>
#include <string>
#include <vector>

#include "cli/answer_output.h"
#include "cli/mpy_command.h"
#include "cli/python_input.h"
#include "render/mpy_json.h"
#include "render/mpy_picture.h"
#include "render/mpy_text.h"

namespace rampart {
namespace {

constexpr CommandHelp mpy_parse_help{
    .name = "mpy parse",
    .purpose =
        "what a MicroPython board printed of its memory, what the numbers mean and whether they add up (exit status 1 "
        "if not)",
    .synopsis = "[--json | --svg] [-o FILE] [FILE]",
    .examples = {"rampart mpy parse paste.txt # heap, largest free run, fragmentation, blocks of mem_info(1)",
                 "rampart mpy parse --svg -o heap.svg < paste.txt # a picture of the heap's blocks"}};

struct MpyParseOptions {
  std::vector<std::string> files;
  std::string output;
  bool json = false;
  bool svg = false;
};

std::string parse_answer(const PythonPaste& paste, const PythonReport& report, const MpyParseOptions& options,
                         const TableStyle& style) {
  if (options.json) return mpy_parse_json(paste, report);
  if (options.svg) return mpy_picture(paste, report);
  return mpy_text(paste, report, style);
}

}  // namespace

Exit run_mpy_parse(Context& context, std::span<const std::string> arguments) {
  MpyParseOptions options;
  OptionParser parser{mpy_parse_help};
  parser.flag("--json", options.json, "One JSON document, schema rampart.mpy-parse/1");
  parser.flag("--svg", options.svg, "A picture");
  parser.value("-o,--output", options.output, "Write the answer to this file");
  parser.positionals("[FILE]", options.files, 0, 1, "A text with what the board printed, else standard input");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  if (options.json && options.svg) {
    return fail(context, {Errc::Malformed, {"mpy parse", 0, 0}, "more than one form (expected one of --json, --svg)"});
  }
  if (options.files.empty() && !context.is_fed) {
    return fail(context, {Errc::NotFound, {"mpy parse", 0, 0}, "no text to read (expected FILE, or a pipe)"});
  }

  const auto paste = read_python_paste(options.files.empty() ? "-" : options.files.front());
  if (!paste) return fail(context, paste.error());
  const PythonReport report = python_report(*paste);
  const auto written = write_answer(
      context, options.output, [&](const TableStyle& style) { return parse_answer(*paste, report, options, style); });
  if (!written) return fail(context, written.error());
  const bool is_wrong =
      std::ranges::any_of(report.findings, [](const Finding& finding) { return finding.severity == Severity::Error; });
  return is_wrong ? Exit::Findings : Exit::Clean;
}

}  // namespace rampart
