#include "cli/status_command.h"

#include <optional>
#include <string>
#include <vector>

#include "analyses/log_account.h"
#include "analyses/status.h"
#include "cli/board_inputs.h"
#include "cli/system_options.h"
#include "render/status_json.h"
#include "render/status_text.h"

namespace rampart {
namespace {

constexpr CommandHelp status_help{
    .name = "status",
    .purpose = "memory by zone: total, used, free, share, and who holds DMA-BUF memory",
    .synopsis = "[--account] [--json | --format maix] [--watch SECONDS] [--root PATH] [LOG]",
    .examples = {"rampart status --account # where did my RAM go? Every share of it, adding up exactly",
                 "rampart status --root device.tar.gz --json # the same of a snapshot, for a program"}};

struct StatusOptions {
  SystemOptions system;
  bool json = false;
  bool account = false;
  std::string format;
  std::optional<double> watch;
  std::vector<std::string> log;
};

std::string answer(const StatusView& view, const StatusOptions& options, const TableStyle& style) {
  if (options.format == "maix") return maix_json(maix_view(view.seen));
  if (options.json) return status_json(view);
  if (options.account) return account_text(view, style);
  std::string text;
  status_text(view, style, text);
  return text;
}

/// Prints the zones again and again until the wait is interrupted.
Exit watch(Context& context, const StatusOptions& options, Observer& observer, StatusView& view,
           const TableStyle& style) {
  std::string text;
  while (true) {
    if (options.json || options.account || !options.format.empty()) {
      if (options.account) view.account = account(account_facts(view.seen, view.memory));
      text = answer(view, options, style);
    } else {
      status_text(view, style, text);
    }
    if (context.width != 0) context.out.write("\x1b[H\x1b[2J");
    context.out.write(text);
    if (!context.out.flush()) return Exit::Failed;
    if (!context.wait(*options.watch)) return Exit::Clean;
    observer.sample();
    refresh(view);
  }
}

Exit run_on_system(Context& context, const StatusOptions& options) {
  const auto tree = context.open_root(options.system.root);
  if (!tree) return fail(context, tree.error());
  const auto device_files = read_device_files(context, options.system);
  if (!device_files) return fail(context, device_files.error());
  auto observer = Observer::open(**tree, {.device_files = *device_files});
  if (!observer) return fail(context, observer.error());

  const Observation& seen = observer->sample();
  if (!seen.proc->meminfo) {
    return fail(context, {Errc::NotFound,
                          {"/proc/meminfo", 0, 0},
                          "not readable (expected a running Linux, or a copy of its /proc under --root)"});
  }
  const DeviceMemory memory = device_memory(seen);
  StatusView view = status_view(seen, memory, options.account);
  const TableStyle style{.width = context.width, .colour = context.colour};
  if (options.watch) return watch(context, options, *observer, view, style);
  context.out.write(answer(view, options, style));
  return Exit::Clean;
}

/// The account of a boot log: what the kernel itself said of its memory when it started.
Exit run_on_log(Context& context, const StatusOptions& options) {
  const auto log = read_boot_log(context, options.log.front());
  if (!log) return fail(context, log.error());
  const auto facts = log_account_facts(*log);
  if (!facts) return fail(context, facts.error());
  const std::vector<AccountLine> lines = account(*facts);
  context.out.write(options.json ? account_json(lines)
                                 : account_text(lines, {.width = context.width, .colour = context.colour}));
  return Exit::Clean;
}

}  // namespace

Exit run_status(Context& context, std::span<const std::string> arguments) {
  StatusOptions options;
  OptionParser parser{status_help};
  parser.flag("--account", options.account, "Every share of the installed RAM, as a sum that adds up");
  parser.flag("--json", options.json, "One JSON document, schema rampart.status/1");
  parser.choice("--format", options.format, {"maix"}, "maix: the seven keys of MaixPy's sys.memory_info()");
  parser.seconds("--watch", options.watch, "Repeat until interrupted");
  options.system.add_to(parser);
  parser.positionals("LOG", options.log, 0, 1, "A boot log to account for, in place of a system (implies --account)");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  return options.log.empty() ? run_on_system(context, options) : run_on_log(context, options);
}

}  // namespace rampart
