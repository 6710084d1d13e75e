#include <fmt/format.h>
#include <utility>

#include "analyses/reserve/boot_plan.h"
#include "cli/reserve_tree.h"
#include "edit/boot_file.h"
#include "sources/boot_configs.h"
#include "sources/kconfig.h"

namespace rampart {
namespace {

BootSettings::Kind kind_of_format(BootFileFormat format) {
  if (format == BootFileFormat::Kconfig) return BootSettings::Kind::Config;
  return format == BootFileFormat::BootConfigs ? BootSettings::Kind::Vendor : BootSettings::Kind::CommandLine;
}

/// The RAM of `--ram`, all banks.
std::optional<Bytes> ram_size(const std::vector<PhysRange>& banks) {
  if (banks.empty()) return std::nullopt;
  Bytes sum;
  for (const PhysRange& bank : banks) sum = saturating_add(sum, bank.size());
  return sum;
}

/// What the options say without a board: RAM and architecture.
Result<BootSettings> settings_of(Context& context, const ReserveOptions& options, const FileToChange& file,
                                 BootFileFormat format) {
  BootSettings settings;
  settings.kind = kind_of_format(format);
  settings.file = file.path;
  SetupOptions known = options.setup;
  if (format == BootFileFormat::Kconfig) known.config.insert(known.config.begin(), file.path);
  const auto setup =
      options.board.empty() ? setup_of(context, known, DeviceTree{}) : read_setup(context, known, options.board);
  if (!setup) return std::unexpected(setup.error());
  settings.command_line = parse_command_line(command_line_in(format, file.content), file.path);
  settings.config = setup->config;
  settings.configs = parse_boot_configs(file.content);
  settings.board_ram = ram_size(setup->ram);
  const bool is_told = !options.board.empty() || !options.setup.architecture.empty() || setup->has_config;
  if (is_told) settings.architecture = setup->architecture;
  if (!is_told && format == BootFileFormat::GrubDefault) settings.architecture = Architecture::X86_64;
  return settings;
}

/// The options that make the setup of a board which this file boots.
SetupOptions options_with(const ReserveOptions& options, BootFileFormat format, const BootSettings& settings,
                          const std::string& path, std::string_view text, std::span<const BootEdit> edits) {
  SetupOptions known = options.setup;
  if (holds_command_line(format)) known.cmdline = command_line_in(format, text);
  if (format == BootFileFormat::Kconfig) {
    known.config.insert(known.config.begin(), path);
    for (const BootEdit& edit : edits) known.config.push_back(edit.name + '=' + edit.value);
  }
  if (format == BootFileFormat::BootConfigs && settings.board_ram) {
    const auto left = os_size_of_uboot(parse_boot_configs(text), *settings.board_ram);
    if (left) known.cmdline = fmt::format("{} mem={}", known.cmdline.value_or(""), left->value);
  }
  return known;
}

}  // namespace

Result<ReserveReport> change_boot_file(Context& context, const ReserveOptions& options, const FileToChange& file) {
  const auto format = boot_file_format(file.path, file.content);
  if (!format) {
    return std::unexpected(
        Error{Errc::Unsupported,
              {file.path, 0, 0},
              "is of no form that is known (expected a .dts, .dtb, extlinux.conf, cmdline.txt, GRUB's "
              "defaults, .config or /boot/configs)"});
  }
  if (!options.overlay.empty() || !options.boot_file.empty()) {
    return std::unexpected(
        Error{Errc::Unsupported, {file.path, 0, 0}, "is no device tree (expected neither --overlay nor --boot-file)"});
  }
  const auto settings = settings_of(context, options, file, *format);
  if (!settings) return std::unexpected(settings.error());
  auto plan = boot_plan(*settings, options.request);
  if (!plan) return std::unexpected(std::move(plan.error()));
  auto text = edit_boot_file(*format, file.content, file.path, plan->boot);
  if (!text) return std::unexpected(std::move(text.error()));

  ReserveReport report = report_of(options);
  report.plan = std::move(*plan);
  const std::string new_text = *text;
  ReservedFile& changed = report.files.emplace_back();
  changed.path = file.path;
  changed.before = file.content;
  changed.after = std::move(*text);
  if (options.board.empty()) {
    report.unpredicted = "no board is given: --board BOARD.dts or .dtb predicts what a kernel makes of it";
    return report;
  }
  const auto before =
      read_setup(context, options_with(options, *format, *settings, file.path, file.content, {}), options.board);
  if (!before) return std::unexpected(before.error());
  const auto after = read_setup(
      context, options_with(options, *format, *settings, file.path, new_text, report.plan.boot), options.board);
  if (!after) return std::unexpected(after.error());
  auto effects = effects_of(options, *before, *after);
  if (!effects) return std::unexpected(std::move(effects.error()));
  report.effects = std::move(*effects);
  return report;
}

}  // namespace rampart
