#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <rampart/base/result.h>

#include "base/file_tree.h"
#include "base/text_sink.h"
#include "cli/option_parser.h"

namespace rampart {

/// The exit status of every command.
enum class Exit {
  Clean = 0,     ///< Done, and nothing wrong found.
  Findings = 1,  ///< Done, and something wrong was found: an error finding, a difference.
  Failed = 2,    ///< Could not do it: usage, unreadable or malformed input.
};

/// Everything outside that a command may touch. No command sees standard output, the environment or a clock.
struct Context {
  TextSink& out;
  TextSink& err;
  std::size_t width = 0;  ///< Columns of the terminal; 0 is a pipe or file: nothing is shortened.
  bool colour = false;
  /// The tree of `--root`: "" is the live system, else a directory or a snapshot.
  std::function<Result<std::unique_ptr<FileTree>>(const std::string& root)> open_root;
  /// Waits; false if the user asked to stop.
  std::function<bool(double seconds)> wait;
  std::string locale{};  ///< Of messages, as the environment names it: `zh_CN.UTF-8`.
  bool is_fed = false;   ///< Standard input is a pipe or a file, not a terminal.
};

struct Command {
  std::string_view name;
  std::string_view summary;  ///< One line, shown by `rampart --help`.
  Exit (*run)(Context& context, std::span<const std::string> arguments);
};

/// All commands, in the order in which help lists them.
std::span<const Command> commands();

/// `rampart ARGUMENTS`: finds the command and runs it.
Exit run_rampart(Context& context, std::span<const std::string> arguments);

/// Prints `rampart: FILE:LINE:COL: what (expected what)`; the one place that does.
Exit fail(Context& context, const Error& error);

/// Parses a command's arguments. Returns an exit status if the command is over: help was printed, or usage was wrong.
std::optional<Exit> parse_or_exit(Context& context, OptionParser& parser, std::span<const std::string> arguments);

}  // namespace rampart
