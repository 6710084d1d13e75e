#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "cli/command.h"

namespace rampart {

/// Commands under one name: `rampart cma list`, `rampart cma bitmap`.
struct CommandGroup {
  std::string_view name;
  std::string_view purpose;                  ///< One line.
  std::span<const Command> commands;         ///< In the order in which help lists them.
  std::array<std::string_view, 2> examples;  ///< As those of `CommandHelp`.
};

/// Runs the command that the first argument names, or prints what there are.
Exit run_group(Context& context, const CommandGroup& group, std::span<const std::string> arguments);

}  // namespace rampart
