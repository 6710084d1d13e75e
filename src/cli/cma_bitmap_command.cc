#include "cli/cma_bitmap_command.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "analyses/cma_bitmap.h"
#include "base/size_text.h"
#include "cli/answer_output.h"
#include "cli/cma_inputs.h"
#include "render/cma_json.h"
#include "render/cma_picture.h"
#include "render/cma_text.h"

namespace rampart {
namespace {

constexpr CommandHelp cma_bitmap_help{
    .name = "cma bitmap",
    .purpose =
        "a CMA pool block by block, its free runs, the largest request at each alignment, and whether one of "
        "SIZE would succeed (exit status 1 if not)",
    .synopsis = "[POOL] [SIZE...] [--align SIZE] [--json | --svg] [-o FILE] [--root PATH]",
    .examples = {"rampart cma bitmap linux,cma 16M 4M # would buffers of these sizes be granted now, and where?",
                 "rampart cma bitmap --svg -o pools.svg # a picture of every pool"}};

struct BitmapOptions {
  CmaOptions cma;
  std::vector<std::string> words;
  std::string align;
  std::string output;
  bool json = false;
  bool svg = false;
};

std::string answer(const CmaView& view, const std::vector<CmaBitmapReport>& reports, const BitmapOptions& options,
                   const TableStyle& style) {
  if (options.json) return cma_bitmap_json(view, reports);
  if (options.svg) return cma_picture(view, reports);
  return cma_bitmap_text(view, reports, style);
}

Result<std::vector<CmaBitmapReport>> reports_of(const CmaView& view, const BitmapOptions& options) {
  const auto named = tell_apart(view, options.words, cma_bitmap_help.name);
  if (!named) return std::unexpected(named.error());
  std::optional<Bytes> alignment;
  if (!options.align.empty()) {
    const auto size = parse_size(options.align, "--align");
    if (!size) return std::unexpected(size.error());
    alignment = *size;
  }
  std::vector<CmaAsked> asked;
  for (const Bytes size : named->sizes) asked.push_back({size, alignment});
  std::vector<CmaBitmapReport> reports;
  for (const CmaPoolView& pool : view.pools) {
    const bool wanted = named->pool == nullptr || named->pool == &pool;
    if (wanted && pool.has_bitmap()) reports.push_back(bitmap_report(pool, view, asked));
  }
  if (reports.empty()) return std::unexpected(no_pool_error(view, cma_bitmap_help.name));
  return reports;
}

}  // namespace

Exit run_cma_bitmap(Context& context, std::span<const std::string> arguments) {
  BitmapOptions options;
  OptionParser parser{cma_bitmap_help};
  parser.value("--align", options.align, "Alignment of the requests, in place of the DMA API's rule");
  parser.flag("--json", options.json, "One JSON document, schema rampart.cma-bitmap/1");
  parser.flag("--svg", options.svg, "A picture");
  parser.value("-o,--output", options.output, "Write the answer to this file");
  options.cma.add_to(parser);
  parser.positionals("[POOL] [SIZE...]", options.words, 0, 64, "A pool, else all; sizes of requests to answer for");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  if (options.json && options.svg) {
    return fail(context, {Errc::Malformed,
                          {std::string{cma_bitmap_help.name}, 0, 0},
                          "more than one form (expected one of --json, --svg)"});
  }

  const auto view = read_cma_view(context, options.cma);
  if (!view) return fail(context, view.error());
  const auto reports = reports_of(*view, options);
  if (!reports) return fail(context, reports.error());
  const auto written = write_answer(context, options.output,
                                    [&](const TableStyle& style) { return answer(*view, *reports, options, style); });
  if (!written) return fail(context, written.error());
  const bool all_succeed = std::ranges::all_of(*reports, [](const CmaBitmapReport& report) {
    return std::ranges::all_of(report.trials, [](const CmaTrial& trial) { return trial.place.has_value(); });
  });
  return all_succeed ? Exit::Clean : Exit::Findings;
}

}  // namespace rampart
