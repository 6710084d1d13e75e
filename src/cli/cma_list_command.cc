#include "cli/cma_list_command.h"

#include <optional>
#include <string>

#include "base/size_text.h"
#include "cli/cma_inputs.h"
#include "render/cma_json.h"
#include "render/cma_text.h"

namespace rampart {
namespace {

constexpr CommandHelp cma_list_help{
    .name = "cma list",
    .purpose = "every CMA pool: base, size, use, longest free run, fragmentation, failures, heap and devices",
    .synopsis = "[--want SIZE] [--json] [--board FILE] [--root PATH]",
    .examples = {"rampart cma list --want 16M # how much of the free memory is of no use to a buffer of 16 MiB",
                 "rampart cma list --root device.tar.gz --json # the pools of a snapshot, for a program"}};

}  // namespace

Exit run_cma_list(Context& context, std::span<const std::string> arguments) {
  CmaOptions options;
  std::string want_text;
  bool json = false;
  OptionParser parser{cma_list_help};
  parser.value("--want", want_text, "A size of buffer: measure fragmentation against requests of it");
  parser.flag("--json", json, "One JSON document, schema rampart.cma-list/1");
  options.add_to(parser);
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  std::optional<Bytes> want;
  if (!want_text.empty()) {
    const auto size = parse_size(want_text, "--want");
    if (!size) return fail(context, size.error());
    want = *size;
  }

  const auto view = read_cma_view(context, options);
  if (!view) return fail(context, view.error());
  context.out.write(json ? cma_list_json(*view, want)
                         : cma_list_text(*view, want, {.width = context.width, .colour = context.colour}));
  return Exit::Clean;
}

}  // namespace rampart
