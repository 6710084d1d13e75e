#include "edit/boot_file.h"

#include <utility>

#include "base/lines.h"
#include "base/trim.h"
#include "edit/boot_file_forms.h"
#include "edit/command_line_edit.h"
#include "edit/text_lines.h"

namespace rampart {
namespace {

std::string_view file_name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// A word at the beginning of a line, whatever its case.
bool begins_with_word(std::string_view line, std::string_view word) {
  if (line.size() < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char letter = line[i] >= 'A' && line[i] <= 'Z' ? static_cast<char>(line[i] - 'A' + 'a') : line[i];
    if (letter != word[i]) return false;
  }
  return line.size() == word.size() || line[word.size()] == ' ' || line[word.size()] == '\t';
}

/// The first line from whose words a format is known.
std::optional<BootFileFormat> format_of_line(std::string_view line) {
  if (line.starts_with("CONFIG_") && line.find('=') != std::string_view::npos) return BootFileFormat::Kconfig;
  if (line.starts_with("# CONFIG_") && line.ends_with(" is not set")) return BootFileFormat::Kconfig;
  if (line.starts_with("GRUB_") && line.find('=') != std::string_view::npos) return BootFileFormat::GrubDefault;
  if (line.starts_with("maix_memory_cmm")) return BootFileFormat::BootConfigs;
  if (begins_with_word(line, "label") || begins_with_word(line, "append")) return BootFileFormat::Extlinux;
  return std::nullopt;
}

Result<std::string> edit_cmdline_txt(std::string_view text, std::string_view file, std::span<const BootEdit> edits) {
  auto lines = text_lines(text);
  if (lines.empty()) lines.push_back({});
  auto edited = edit_command_line(lines.front().text, CommandLineQuoting::None, edits, file, 1);
  if (!edited) return edited;
  lines.front().text = std::move(*edited);
  return joined_lines(lines);
}

}  // namespace

std::string_view to_string(BootFileFormat format) {
  switch (format) {
    case BootFileFormat::Extlinux:
      return "extlinux.conf";
    case BootFileFormat::CommandLine:
      return "kernel command line";
    case BootFileFormat::GrubDefault:
      return "GRUB defaults";
    case BootFileFormat::Kconfig:
      return "kernel configuration";
    case BootFileFormat::BootConfigs:
      return "/boot/configs";
  }
  return "";
}

bool holds_command_line(BootFileFormat format) {
  return format == BootFileFormat::Extlinux || format == BootFileFormat::CommandLine ||
         format == BootFileFormat::GrubDefault;
}

std::optional<BootFileFormat> boot_file_format(std::string_view path, std::string_view text) {
  const std::string_view name = file_name_of(path);
  if (name == "extlinux.conf") return BootFileFormat::Extlinux;
  if (name == "cmdline.txt") return BootFileFormat::CommandLine;
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  for (const Line line : Lines{text}) {
    if (const auto format = format_of_line(trim(line.text))) return format;
  }
  if (name == "configs") return BootFileFormat::BootConfigs;
  if (name == ".config" || name.starts_with("config-")) return BootFileFormat::Kconfig;
  if (name == "grub" || name.ends_with(".cfg")) return BootFileFormat::GrubDefault;
  return std::nullopt;
}

std::string command_line_in(BootFileFormat format, std::string_view text) {
  switch (format) {
    case BootFileFormat::Extlinux:
      return extlinux_command_line(text);
    case BootFileFormat::GrubDefault:
      return grub_command_line(text);
    case BootFileFormat::CommandLine: {
      const auto lines = text_lines(text);
      return lines.empty() ? "" : lines.front().text;
    }
    case BootFileFormat::Kconfig:
    case BootFileFormat::BootConfigs:
      break;
  }
  return "";
}

Result<std::string> edit_boot_file(BootFileFormat format, std::string_view text, std::string_view file,
                                   std::span<const BootEdit> edits) {
  if (text.size() > max_boot_file_size) {
    return std::unexpected(
        Error{Errc::TooLarge, {std::string{file}, 0, 0}, "too large for a boot file (expected at most 4 MiB)"});
  }
  switch (format) {
    case BootFileFormat::Extlinux:
      return edit_extlinux(text, file, edits);
    case BootFileFormat::CommandLine:
      return edit_cmdline_txt(text, file, edits);
    case BootFileFormat::GrubDefault:
      return edit_grub_default(text, file, edits);
    case BootFileFormat::Kconfig:
      return edit_kconfig(text, file, edits);
    case BootFileFormat::BootConfigs:
      return edit_boot_configs(text, file, edits);
  }
  return std::string{text};
}

}  // namespace rampart
