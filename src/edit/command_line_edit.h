#pragma once

#include <span>
#include <string>
#include <string_view>

#include <rampart/base/result.h>

#include "model/boot_edit.h"

namespace rampart {

/// How a file writes the command line that it holds.
enum class CommandLineQuoting {
  None,        ///< As the kernel gets it.
  GrubDouble,  ///< Between double quotes, or none, of a shell, and then read by GRUB: `$` is `\\\$`.
  GrubSingle,  ///< Between single quotes of a shell, and then read by GRUB: `$` is `\$`.
};

/// Edits a command line as it is written, without what stands around it. Only the words concerned change; a new one
/// stands behind the last that is for the kernel, before ` -- `. A word that is added and removed again leaves the text
/// as it was. `file` and `line` name it in errors: NotFound if there is nothing to set by its old value or to remove;
/// Unsupported if a new value cannot be written there; Malformed if a quote is never closed.
Result<std::string> edit_command_line(std::string_view written, CommandLineQuoting quoting,
                                      std::span<const BootEdit> edits, std::string_view file, std::size_t line = 0);

/// The command line as the kernel gets it.
std::string plain_command_line(std::string_view written, CommandLineQuoting quoting);

/// Whether it has a parameter that an edit would change. Dashes and underscores are the same.
bool has_parameter(std::string_view written, CommandLineQuoting quoting, std::string_view name);

}  // namespace rampart
