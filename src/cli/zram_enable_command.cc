#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "analyses/zram/zram_persist.h"
#include "cli/zram_command.h"
#include "cli/zram_facts.h"
#include "cli/zram_runner.h"

namespace rampart {
namespace {

constexpr CommandHelp zram_enable_help{
    .name = "zram enable",
    .purpose = "compressed swap: driver, device, algorithm, size, limit, swap header and swapon, all or nothing",
    .synopsis =
        "--size 128M|50% [--algorithm NAME] [--priority N] [--limit SIZE] [--device NAME] [--persist] [--apply]",
    .examples = {"rampart zram enable --size 50% # the steps, and nothing is changed",
                 "rampart zram enable --size 256M --algorithm lz4 --persist --apply # now, and at every boot"}};

struct EnableOptions {
  ZramRequest request;
  std::string root;
  std::string init;
  bool persist = false;
  bool apply = false;
  bool json = false;
};

/// What starts programs at boot here: systemd by its own folder of /run, BusyBox by its rcS.
ZramInit init_of(FileTree& files, const std::string& named) {
  if (named == "systemd") return ZramInit::Systemd;
  if (named == "sysv") return ZramInit::SysV;
  if (named == "busybox") return ZramInit::BusyBox;
  if (files.list("/run/systemd/system")) return ZramInit::Systemd;
  const auto scripts = files.list("/etc/init.d");
  const bool has_rcs = scripts && std::ranges::find(*scripts, "rcS") != scripts->end();
  return has_rcs && !files.list("/etc/rcS.d") ? ZramInit::BusyBox : ZramInit::SysV;
}

void add_init_note(FileTree& files, ZramInit init, const ZramFile& file, std::vector<Note>& notes) {
  constexpr std::string_view generators = "/usr/lib/systemd/system-generators";
  if (init == ZramInit::SysV) {
    notes.push_back({file.path, "runs at boot once it is enabled", "update-rc.d rampart-zram defaults"});
  } else if (init == ZramInit::Systemd) {
    const auto names = files.list(generators);
    if (names && std::ranges::find(*names, "zram-generator") != names->end()) return;
    notes.push_back({file.path, "takes effect once zram-generator is installed",
                     "Debian and Ubuntu: apt install systemd-zram-generator"});
  }
}

/// Adds the file that makes the setup last, as one more step. Fails if another's file is in its place.
Result<void> add_file(FileTree& files, const EnableOptions& options, const ZramSetup& setup, ZramChange& change) {
  const ZramInit init = init_of(files, options.init);
  const ZramFile file = zram_file(setup, options.request, init);
  std::optional<std::string> before;
  if (auto text = files.read(file.path)) before = std::move(*text);
  if (before && !is_zram_file(*before)) {
    return std::unexpected(
        Error{Errc::Unsupported, {file.path, 0, 0}, "is not of rampart's writing (expected none, or one that is)"});
  }
  add_init_note(files, init, file, change.notes);
  if (before == file.content) return {};
  change.steps.push_back({.action = ZramStep::Action::WriteFile,
                          .target = file.path,
                          .from = "",
                          .to = before ? "replaced, as below" : "written, as below"});
  change.states.push_back(ZramStepState::Planned);
  change.files.push_back(
      {.path = file.path, .before = std::move(before), .after = file.content, .executable = file.executable});
  return {};
}

Result<ZramChange> plan(FileTree& files, const EnableOptions& options) {
  const auto setup = plan_zram_enable(read_zram_facts(files), options.request);
  if (!setup) return std::unexpected(setup.error());
  ZramChange change = change_of(*setup);
  change.apply = options.apply;
  if (options.persist) {
    if (auto added = add_file(files, options, *setup, change); !added) return std::unexpected(std::move(added.error()));
  }
  return change;
}

/// The devices are known only once the driver is there: what comes after it is planned again.
void plan_again(FileTree& files, const EnableOptions& options, ZramRunner& runner, ZramChange& change) {
  auto after = plan(files, options);
  if (!after) return runner.stop(std::move(after.error()));
  after->steps.insert(after->steps.begin(), change.steps.front());
  after->states.insert(after->states.begin(), change.states.front());
  change = std::move(*after);
}

void apply(Context& context, const EnableOptions& options, ZramChange& change) {
  ZramRunner runner{change};
  if (change.steps.front().action == ZramStep::Action::LoadModule && runner.advance()) {
    if (const auto files = context.open_root("")) plan_again(**files, options, runner, change);
  }
  runner.run();
}

}  // namespace

Exit run_zram_enable(Context& context, std::span<const std::string> arguments) {
  EnableOptions options;
  OptionParser parser{zram_enable_help};
  parser.value("--size", options.request.size, "How much data it takes, uncompressed: 128M, 1.5G or 50% of RAM");
  parser.value("--algorithm", options.request.algorithm, "One of the device's comp_algorithm; else what it has");
  parser.value("--priority", options.request.priority, "0 to 32767, the highest is used first (100)");
  parser.value("--limit", options.request.limit, "The most memory that it may use, a size or a share of RAM (none)");
  parser.value("--device", options.request.device, "zram0 and the like, or new; else the first that is free");
  parser.flag("--persist", options.persist, "At every boot too: a file for zram-generator, or an init script");
  parser.choice("--init", options.init, {"systemd", "sysv", "busybox"}, "For which init that file is; else found out");
  parser.flag("--apply", options.apply, "Do it; else the steps are only shown");
  parser.flag("--json", options.json, "One JSON document, schema rampart.zram-enable/1");
  parser.value("--root", options.root, "Plan for this directory or snapshot; not with --apply");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  if (options.apply && !options.root.empty()) {
    return fail(context, {Errc::Unsupported, {"--root", 0, 0}, "only plans (expected no --apply beside it)"});
  }
  const auto files = context.open_root(options.root);
  if (!files) return fail(context, files.error());
  auto change = plan(**files, options);
  if (!change) return fail(context, change.error());
  if (options.apply) apply(context, options, *change);
  return finish_zram_change(context, *change, options.json);
}

}  // namespace rampart
