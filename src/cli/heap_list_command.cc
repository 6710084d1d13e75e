#include "cli/heap_list_command.h"

#include "analyses/heap_list.h"
#include "assemble/heap_sources.h"
#include "render/heap_list_text.h"

namespace rampart {
namespace {

constexpr CommandHelp heap_list_help{
    .name = "heap list",
    .purpose = "the DMA-BUF heaps, what backs each, and the CMA pools that have none",
    .synopsis = "[--json] [--root PATH]",
    .examples = {"rampart heap list # as root: how full each pool is",
                 "rampart heap list --root device.tar.gz --json # the same of a snapshot, for a program"}};

}  // namespace

Exit run_heap_list(Context& context, std::span<const std::string> arguments) {
  bool json = false;
  std::string root;
  OptionParser parser{heap_list_help};
  parser.flag("--json", json, "One JSON document, schema rampart.heap-list/1");
  parser.value("--root", root, "Read this directory or snapshot in place of the live system");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  const auto tree = context.open_root(root);
  if (!tree) return fail(context, tree.error());
  const HeapList list = heap_list(read_heap_sources(**tree));
  context.out.write(json ? heap_list_json(list) : heap_list_text(list));
  return Exit::Clean;
}

}  // namespace rampart
