#pragma once

#include <span>
#include <string>
#include <string_view>

#include <rampart/base/result.h>

#include "model/boot_edit.h"

namespace rampart {

/// One form of boot file each; `edit_boot_file` says what they do.
Result<std::string> edit_extlinux(std::string_view text, std::string_view file, std::span<const BootEdit> edits);
Result<std::string> edit_grub_default(std::string_view text, std::string_view file, std::span<const BootEdit> edits);
Result<std::string> edit_kconfig(std::string_view text, std::string_view file, std::span<const BootEdit> edits);
Result<std::string> edit_boot_configs(std::string_view text, std::string_view file, std::span<const BootEdit> edits);

/// The command line of the label that `default` names, else of the first.
std::string extlinux_command_line(std::string_view text);
/// `GRUB_CMDLINE_LINUX` and then `GRUB_CMDLINE_LINUX_DEFAULT`, as grub-mkconfig joins them.
std::string grub_command_line(std::string_view text);

}  // namespace rampart
