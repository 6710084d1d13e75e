#include "cli/cma_holders_command.h"

#include <string>
#include <vector>

#include "analyses/dmabuf_shares.h"
#include "assemble/cma_system.h"
#include "render/holders_csv.h"
#include "render/holders_json.h"
#include "render/holders_text.h"

namespace rampart {
namespace {

constexpr CommandHelp cma_holders_help{
    .name = "cma holders",
    .purpose =
        "who holds DMA-BUF and CMA memory: by process, with descriptors and mappings, by exporter, and what "
        "only the kernel holds",
    .synopsis = "[--json | --csv] [--root PATH]",
    .examples = {"rampart cma holders # a shared buffer counts once in PSS; the sum over processes is what they hold",
                 "rampart cma holders --csv > holders.csv # one row for each buffer in each process, sizes in bytes"}};

}  // namespace

Exit run_cma_holders(Context& context, std::span<const std::string> arguments) {
  std::string root;
  bool json = false;
  bool csv = false;
  OptionParser parser{cma_holders_help};
  parser.flag("--json", json, "One JSON document, schema rampart.cma-holders/1");
  parser.flag("--csv", csv, "Comma-separated values, the columns of Android's dmabuf_dump and more");
  parser.value("--root", root, "Read this directory or snapshot in place of the live system");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  if (json && csv) {
    return fail(context, {Errc::Malformed,
                          {std::string{cma_holders_help.name}, 0, 0},
                          "more than one form (expected one of --json, --csv)"});
  }

  const auto files = context.open_root(root);
  if (!files) return fail(context, files.error());
  const CmaView cma = cma_view(read_cma_system(**files), std::nullopt);
  const DmabufHolders holders = read_dmabuf_holders(**files, DmabufMappings::All);
  std::vector<Note> notes = holders.notes;
  notes.insert(notes.end(), cma.notes.begin(), cma.notes.end());
  const DmabufShares shares = dmabuf_shares(holders, cma);
  if (json) {
    context.out.write(holders_json(shares, notes));
  } else if (csv) {
    context.out.write(holders_csv(shares));
  } else {
    context.out.write(holders_text(shares, notes, {.width = context.width, .colour = context.colour}));
  }
  return Exit::Clean;
}

}  // namespace rampart
