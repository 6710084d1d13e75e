#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyses/zram/zram_persist.h"
#include "cli/zram_command.h"
#include "cli/zram_facts.h"
#include "cli/zram_runner.h"

namespace rampart {
namespace {

constexpr CommandHelp zram_disable_help{
    .name = "zram disable",
    .purpose = "swapoff and reset of a zram device, if memory can take back what it holds",
    .synopsis = "[DEVICE] [--force] [--persist] [--unload] [--apply] [--json]",
    .examples = {"rampart zram disable # what it holds, and whether memory has room for that",
                 "rampart zram disable zram0 --persist --apply # now, and not again at boot"}};

struct DisableOptions {
  ZramDisableRequest request;
  std::vector<std::string> devices;
  std::string root;
  bool persist = false;
  bool apply = false;
  bool json = false;
};

/// Adds the removal of what `zram enable --persist` wrote; another's file stays.
void add_files(FileTree& files, ZramChange& change) {
  for (const std::string& path : zram_file_paths()) {
    auto text = files.read(path);
    if (!text || !is_zram_file(*text)) continue;
    change.steps.push_back(
        {.action = ZramStep::Action::RemoveFile, .target = path, .from = "", .to = "removed, as below"});
    change.states.push_back(ZramStepState::Planned);
    change.files.push_back({.path = path, .before = std::move(*text), .after = std::nullopt});
  }
}

bool has_room(const ZramChange& change) { return !change.back || change.back->fits(); }

}  // namespace

Exit run_zram_disable(Context& context, std::span<const std::string> arguments) {
  DisableOptions options;
  OptionParser parser{zram_disable_help};
  parser.flag("--force", options.request.force, "Past the check of memory, and for a device that is no swap area");
  parser.flag("--persist", options.persist, "Remove the file of `zram enable --persist` too");
  parser.flag("--unload", options.request.unload, "Take the module out as well");
  parser.flag("--apply", options.apply, "Do it; else the steps are only shown");
  parser.flag("--json", options.json, "One JSON document, schema rampart.zram-disable/1");
  parser.value("--root", options.root, "Plan for this directory or snapshot; not with --apply");
  parser.positionals("DEVICE", options.devices, 0, 1, "zram0 and the like; else the only one in use as swap");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  if (options.apply && !options.root.empty()) {
    return fail(context, {Errc::Unsupported, {"--root", 0, 0}, "only plans (expected no --apply beside it)"});
  }
  if (!options.devices.empty()) options.request.device = options.devices.front();
  const auto files = context.open_root(options.root);
  if (!files) return fail(context, files.error());
  const auto teardown = plan_zram_disable(read_zram_facts(**files), options.request);
  if (!teardown) return fail(context, teardown.error());
  ZramChange change = change_of(*teardown);
  if (options.persist) add_files(**files, change);
  change.apply = options.apply && (has_room(change) || options.request.force);
  if (change.apply) ZramRunner{change}.run();
  return finish_zram_change(context, change, options.json);
}

}  // namespace rampart
