#include "cli/command.h"

#include <algorithm>
#include <fmt/format.h>

#include "cli/check_command.h"
#include "cli/cma_command.h"
#include "cli/diff_command.h"
#include "cli/explain_command.h"
#include "cli/heap_command.h"
#include "cli/map_command.h"
#include "cli/mpy_command.h"
#include "cli/plan_command.h"
#include "cli/predict_command.h"
#include "cli/reserve_command.h"
#include "cli/snapshot_command.h"
#include "cli/status_command.h"
#include "cli/verify_command.h"
#include "cli/zram_command.h"

namespace rampart {
namespace {

constexpr Command command_table[] = {
    {"status", "memory by zone: total, used, free, and who holds it", run_status},
    {"map", "the physical map of this device or of a board's files", run_map},
    {"check", "what is wrong with boards' layouts, and what to do about it", run_check},
    {"predict", "the layout that a given kernel will make of a board", run_predict},
    {"verify", "a real kernel booted on this layout, compared with the prediction", run_verify},
    {"explain", "what is behind the trouble in a log or a snapshot, and what to change", run_explain},
    {"plan", "from buffers, models and who runs with whom: pool sizes, places, what to configure", run_plan},
    {"reserve", "a layout changed where it is written: device tree, command line, boot files", run_reserve},
    {"cma", "pools of contiguous memory at run time: use, bitmap, test allocations, holders, traces", run_cma},
    {"heap", "DMA-BUF heaps: list them, take buffers from them", run_heap},
    {"zram", "compressed swap: status, enable, disable, advise", run_zram},
    {"mpy", "the heap of a MicroPython board, over its serial port or from pasted text", run_mpy},
    {"snapshot", "everything the other commands read, in one archive", run_snapshot},
    {"diff", "what differs between two maps", run_diff},
};

std::string overview() {
  std::string text =
      "rampart: where every byte of a device's memory goes\n\n"
      "Usage: rampart COMMAND [OPTIONS] [FILES]\n\n"
      "Commands:\n";
  for (const Command& command : command_table) text += fmt::format("  {:<10} {}\n", command.name, command.summary);
  text +=
      "\n`rampart COMMAND --help` tells more. Exit status: 0 nothing wrong found, 1 something wrong found,\n"
      "2 could not do it. `rampart --version` prints the version.\n";
  return text;
}

}  // namespace

std::span<const Command> commands() { return command_table; }

Exit fail(Context& context, const Error& error) {
  context.err.write(fmt::format("rampart: {}\n", to_string(error)));
  return Exit::Failed;
}

std::optional<Exit> parse_or_exit(Context& context, OptionParser& parser, std::span<const std::string> arguments) {
  const auto help = parser.parse(arguments);
  if (!help) return fail(context, help.error());
  if (!*help) return std::nullopt;
  context.out.write(**help);
  return Exit::Clean;
}

Exit run_rampart(Context& context, std::span<const std::string> arguments) {
  if (arguments.empty()) {
    context.err.write(overview());
    return Exit::Failed;
  }
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") {
    context.out.write(overview());
    return Exit::Clean;
  }
  if (name == "--version") {
    context.out.write("rampart " RAMPART_VERSION "\n");
    return Exit::Clean;
  }
  const auto* const command = std::ranges::find(command_table, std::string_view{name}, &Command::name);
  if (command == std::end(command_table)) {
    std::string known;
    for (const Command& each : command_table) known += (known.empty() ? "" : ", ") + std::string{each.name};
    return fail(context, {Errc::NotFound, {}, fmt::format("{}: no such command (expected one of {})", name, known)});
  }
  return command->run(context, arguments.subspan(1));
}

}  // namespace rampart
