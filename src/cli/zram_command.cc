#include "cli/zram_command.h"

#include <algorithm>
#include <string>

#include "analyses/zram/zram_report.h"
#include "assemble/proc_sampler.h"
#include "cli/subcommands.h"
#include "render/zram_change.h"
#include "render/zram_status.h"

namespace rampart {
namespace {

constexpr Command zram_subcommands[] = {
    {"status", "what each device holds, costs and saves", run_zram_status},
    {"enable", "compressed swap, set up in steps that are undone if one fails", run_zram_enable},
    {"disable", "swapoff and reset, if memory can take the pages back", run_zram_disable},
    {"advise", "a size and an algorithm, from this system's own memory", run_zram_advise},
};

constexpr CommandGroup group{
    .name = "zram",
    .purpose = "compressed swap: status, enable, disable, advise",
    .commands = zram_subcommands,
    .examples = {"rampart zram advise # which size and algorithm suit this system, by measurement",
                 "rampart zram enable --size 50% --apply # half of RAM; without --apply the steps are only shown"}};

constexpr CommandHelp zram_status_help{
    .name = "zram status",
    .purpose = "what each zram device holds, costs and saves",
    .synopsis = "[--json] [--root PATH]",
    .examples = {"rampart zram status # ratio, memory really used, limit, incompressible pages, priority",
                 "rampart zram status --root device.tar.gz --json # the same of a snapshot, for a program"}};

}  // namespace

Exit run_zram(Context& context, std::span<const std::string> arguments) { return run_group(context, group, arguments); }

Exit finish_zram_change(Context& context, const ZramChange& change, bool json) {
  context.out.write(json ? zram_change_json(change) : zram_change_text(change));
  if (change.error) {
    for (const Error& error : change.not_taken_back) fail(context, error);
    return fail(context, *change.error);
  }
  const bool is_wrong =
      std::ranges::find(change.findings, Severity::Error, &Finding::severity) != change.findings.end();
  return is_wrong && !change.done() ? Exit::Findings : Exit::Clean;
}

Exit run_zram_status(Context& context, std::span<const std::string> arguments) {
  bool json = false;
  std::string root;
  OptionParser parser{zram_status_help};
  parser.flag("--json", json, "One JSON document, schema rampart.zram-status/1");
  parser.value("--root", root, "Read this directory or snapshot in place of the live system");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  const auto tree = context.open_root(root);
  if (!tree) return fail(context, tree.error());
  ProcSampler sampler{**tree};
  const ZramReport report = zram_report(sampler.sample());
  context.out.write(json ? zram_status_json(report)
                         : zram_status_text(report, {.width = context.width, .colour = context.colour}));
  return Exit::Clean;
}

}  // namespace rampart
