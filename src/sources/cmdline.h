#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/source_pos.h>

namespace rampart {

/// One word of the command line.
struct Parameter {
  std::string name;
  std::optional<std::string> value;  ///< What follows `=`, without the quotes around it; empty for a bare word.
  std::size_t column{};              ///< Where the word begins, counted from 1.
  friend bool operator==(const Parameter&, const Parameter&) = default;
};

/// A kernel command line cut into words as the kernel cuts it (6.12, lib/cmdline.c next_arg): at blanks that are not
/// inside double quotes.
struct CommandLine {
  std::string text;  ///< As read, without the final newline and what follows a NUL.
  std::string file;
  std::vector<Parameter> parameters;    ///< In order. A parameter may stand several times.
  std::string for_init;                 ///< What follows `--`: not for the kernel.
  std::optional<SourcePos> open_quote;  ///< A quote that is never closed: everything after it is one word.

  /// The last parameter of this name, or null. Dashes and underscores are the same, as in the kernel.
  const Parameter* last(std::string_view name) const;
  /// Where a parameter stands.
  SourcePos where(const Parameter& parameter) const;
};

/// True if the kernel takes both for the name of one parameter.
bool same_parameter(std::string_view a, std::string_view b);

/// Cuts a command line into words. Never fails, since the kernel takes whatever is there; a newline is a blank to it,
/// and a NUL ends the text. `file` names it in positions.
CommandLine parse_command_line(std::string_view text, std::string_view file);

}  // namespace rampart
