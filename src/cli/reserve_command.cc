#include "cli/reserve_command.h"

#include <vector>

#include "cli/reserve_options.h"
#include "cli/reserve_tree.h"
#include "cli/subcommands.h"
#include "cli/tree_input.h"
#include "render/reserve_json.h"
#include "render/reserve_text.h"

namespace rampart {
namespace {

using Action = ReserveRequest::Action;

constexpr std::string_view blob_magic{"\xd0\x0d\xfe\xed", 4};

bool is_tree(const FileToChange& file) {
  return file.content.starts_with(blob_magic) || is_tree_source(file.path, file.content);
}

Exit finish(Context& context, const ReserveOptions& options, const ReserveReport& report) {
  context.out.write(options.json ? reserve_json(report)
                                 : reserve_text(report, {.width = context.width, .colour = context.colour}));
  const bool is_refused = report.apply && !report.applied;
  return report.has_new_error() || is_refused ? Exit::Findings : Exit::Clean;
}

Exit reserve(Context& context, Action action, std::span<const std::string> arguments) {
  ReserveOptions options;
  if (const auto over = parse_reserve(context, action, arguments, options)) return *over;
  const auto file = read_file_to_change(options.file);
  if (!file) return fail(context, file.error());
  auto report = is_tree(*file) ? change_tree(context, options, *file) : change_boot_file(context, options, *file);
  if (!report) return fail(context, report.error());
  std::erase_if(report->files, [](const ReservedFile& each) { return each.before == each.after; });
  if (options.apply) {
    if (const auto done = apply_change(*report); !done) return fail(context, done.error());
  }
  return finish(context, options, *report);
}

constexpr Command kinds[] = {
    {"add", "a new region", [](Context& c, std::span<const std::string> a) { return reserve(c, Action::Add, a); }},
    {"resize", "a region's size; what follows it moves",
     [](Context& c, std::span<const std::string> a) { return reserve(c, Action::Resize, a); }},
    {"move", "a region to another place",
     [](Context& c, std::span<const std::string> a) { return reserve(c, Action::Move, a); }},
    {"remove", "a region, and what names it",
     [](Context& c, std::span<const std::string> a) { return reserve(c, Action::Remove, a); }},
};

constexpr CommandGroup group{
    .name = "reserve",
    .purpose = "changes a layout: device tree, overlay, command line, configuration, vendor's boot file",
    .commands = kinds,
    .examples = {
        "rampart reserve add board.dts --name my_carveout_mem --base 0xd0800000 --size 0x100000 --no-map # the "
        "diff and its effect; --apply writes it",
        "rampart reserve resize board.dts linux,cma --size 512M --apply # the default pool"}};

}  // namespace

Exit run_reserve(Context& context, std::span<const std::string> arguments) {
  return run_group(context, group, arguments);
}

}  // namespace rampart
