#include "cli/subcommands.h"

#include <algorithm>
#include <fmt/format.h>

namespace rampart {
namespace {

std::string overview(const CommandGroup& group) {
  std::string text =
      fmt::format("rampart {0}: {1}\nUsage: rampart {0} SUBCOMMAND [OPTIONS] [ARGUMENTS]\n\nSubcommands:\n", group.name,
                  group.purpose);
  for (const Command& command : group.commands) text += fmt::format("  {:<10} {}\n", command.name, command.summary);
  text += fmt::format("\n`rampart {} SUBCOMMAND --help` tells more.\n", group.name);
  return text + "\nExamples:\n" + example_lines(group.examples);
}

}  // namespace

Exit run_group(Context& context, const CommandGroup& group, std::span<const std::string> arguments) {
  if (arguments.empty()) {
    context.err.write(overview(group));
    return Exit::Failed;
  }
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") {
    context.out.write(overview(group));
    return Exit::Clean;
  }
  const auto command = std::ranges::find(group.commands, std::string_view{name}, &Command::name);
  if (command != group.commands.end()) return command->run(context, arguments.subspan(1));
  std::string known;
  for (const Command& each : group.commands) known += (known.empty() ? "" : ", ") + std::string{each.name};
  return fail(context, {Errc::NotFound,
                        {std::string{group.name}, 0, 0},
                        fmt::format("{}: no such subcommand (expected one of {})", name, known)});
}

}  // namespace rampart
