#include "cli/map_command.h"

#include <string>

#include "cli/answer_output.h"
#include "cli/board_inputs.h"
#include "render/map_html.h"
#include "render/map_json.h"
#include "render/map_picture.h"
#include "render/map_table.h"

namespace rampart {
namespace {

constexpr CommandHelp map_help{
    .name = "map",
    .purpose = "the physical map of this system, or of what a board's files say",
    .synopsis = "[--json | --svg | --html] [-o FILE] [--root PATH] [-I DIR] [--cmdline TEXT] [BOARD...]",
    .examples = {"rampart map board.dtb dmesg.txt --cmdline cma=64M # one map of all three",
                 "rampart map board.dts -I include --html -o board.html # a picture, every region with its details"}};

struct MapOptions {
  BoardOptions board;
  bool json = false;
  bool svg = false;
  bool html = false;
  std::string output;
};

std::string answer(const MapView& view, const MapOptions& options, const TableStyle& style) {
  if (options.json) return map_json(view);
  if (options.svg) return map_picture(view);
  if (options.html) return map_html(view);
  return map_table(view, style);
}

}  // namespace

Exit run_map(Context& context, std::span<const std::string> arguments) {
  MapOptions options;
  OptionParser parser{map_help};
  parser.flag("--json", options.json, "One JSON document, schema rampart.map/1");
  parser.flag("--svg", options.svg, "A picture");
  parser.flag("--html", options.html, "A page: the picture, and every region with its details");
  parser.value("-o,--output", options.output, "Write the answer to this file");
  options.board.add_to(parser);
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  if (options.json + options.svg + options.html > 1) {
    return fail(context,
                {Errc::Malformed, {"map", 0, 0}, "more than one form (expected one of --json, --svg, --html)"});
  }

  const auto view = read_board(context, options.board);
  if (!view) return fail(context, view.error());
  const auto written =
      write_answer(context, options.output, [&](const TableStyle& style) { return answer(*view, options, style); });
  if (!written) return fail(context, written.error());
  for (const Finding& finding : all_findings(*view)) {
    if (finding.severity == Severity::Error) return Exit::Findings;
  }
  return Exit::Clean;
}

}  // namespace rampart
