#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <rampart/base/result.h>

#include "model/boot_edit.h"

namespace rampart {

/// The files in which people set what a kernel is told at boot.
enum class BootFileFormat {
  Extlinux,     ///< extlinux.conf: the `append` line of each label.
  CommandLine,  ///< cmdline.txt of a Raspberry Pi: one line.
  GrubDefault,  ///< /etc/default/grub: `GRUB_CMDLINE_LINUX`.
  Kconfig,      ///< A kernel's .config.
  BootConfigs,  ///< /boot/configs of MaixCAM2: `maix_memory_cmm`.
};

/// `extlinux.conf`, `kernel command line`, `GRUB defaults`, `kernel configuration`, `/boot/configs`.
std::string_view to_string(BootFileFormat format);

/// True if the file holds a command line, and no settings of another kind.
bool holds_command_line(BootFileFormat format);

constexpr std::size_t max_boot_file_size = std::size_t{4} << 20;

/// What a file is, by its content and, where that does not tell, its name. Nothing if it is none of these.
std::optional<BootFileFormat> boot_file_format(std::string_view path, std::string_view text);

/// The command line that the file gives the kernel which boots by default, as far as it stands in it: a boot loader may
/// add to it. Empty for a file that holds none.
std::string command_line_in(BootFileFormat format, std::string_view text);

/// Makes the edits with the fewest bytes changed: comments, order, tabs, CRLF and a missing final newline stay. What is
/// added and then removed leaves the text as it was. In extlinux.conf the edits are done to every label's line; in
/// GRUB's file to `GRUB_CMDLINE_LINUX`, or to `GRUB_CMDLINE_LINUX_DEFAULT` where the parameter stands there.
/// NotFound if there is nothing to remove, or no place for a command line; Unsupported if a value cannot be written;
/// TooLarge past `max_boot_file_size`. `file` names it in errors.
Result<std::string> edit_boot_file(BootFileFormat format, std::string_view text, std::string_view file,
                                   std::span<const BootEdit> edits);

}  // namespace rampart
