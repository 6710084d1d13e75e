#include "cli/diff_command.h"

#include <algorithm>
#include <string>
#include <vector>

#include "analyses/map_diff.h"
#include "cli/board_inputs.h"
#include "render/map_diff_text.h"

namespace rampart {
namespace {

constexpr CommandHelp diff_help{.name = "diff",
                                .purpose = "what moved, grew, appeared, vanished or changed its use between two maps",
                                .synopsis = "[--json] [-I DIR] A B",
                                .examples = {"rampart diff old.dtb new.dtb # what a new device tree changes",
                                             "rampart diff before.tar.gz after.tar.gz # two snapshots of one device"}};

}  // namespace

Exit run_diff(Context& context, std::span<const std::string> arguments) {
  bool json = false;
  std::vector<std::string> sides;
  BoardOptions common;
  OptionParser parser{diff_help};
  parser.flag("--json", json, "One JSON document, schema rampart.diff/1");
  parser.values("-I", common.include_dirs, "Look for included files of a .dts here");
  parser.positionals("A B", sides, 2, 2, "Two of what `rampart map` reads: files, directories or snapshots");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;

  std::vector<MemoryMap> maps;
  for (const std::string& side : sides) {
    BoardOptions options = common;
    options.files = {side};
    auto view = read_board(context, options);
    if (!view) return fail(context, view.error());
    maps.push_back(std::move(view->map));
  }
  const std::vector<Change> changes = map_diff(maps[0], maps[1]);
  context.out.write(json ? map_diff_json(changes)
                         : map_diff_text(changes, {.width = context.width, .colour = context.colour}));
  return std::ranges::any_of(changes, is_layout_change) ? Exit::Findings : Exit::Clean;
}

}  // namespace rampart
