#include "cli/setup_inputs.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <string_view>
#include <utility>

#include "base/size_text.h"
#include "cli/tree_input.h"
#include "host/gunzip.h"

namespace rampart {
namespace {

Error usage(std::string_view option, std::string_view value, std::string_view expected) {
  return {Errc::Malformed,
          {fmt::format("{} {}", option, value), 0, 0},
          fmt::format("not understood (expected {})", expected)};
}

/// `BASE:SIZE`.
Result<PhysRange> parse_range(std::string_view text, std::string_view option, std::string_view whole) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::unexpected(usage(option, whole, "BASE:SIZE"));
  const std::string where = fmt::format("{} {}", option, whole);
  const auto base = parse_size(text.substr(0, colon), where);
  if (!base) return std::unexpected(base.error());
  const auto size = parse_size(text.substr(colon + 1), where);
  if (!size) return std::unexpected(size.error());
  const auto range = PhysRange::make({base->value}, *size);
  if (!range) return std::unexpected(usage(option, whole, "a size above 0 and an end below 2^64"));
  return *range;
}

Result<LoadedImages> parse_loaded(const std::vector<std::string>& entries) {
  LoadedImages loaded;
  const std::pair<std::string_view, std::optional<PhysRange> LoadedImages::*> images[] = {
      {"kernel", &LoadedImages::kernel}, {"initrd", &LoadedImages::initrd}, {"fdt", &LoadedImages::fdt}};
  for (const std::string& entry : entries) {
    const std::string_view text{entry};
    const std::size_t equals = text.find('=');
    const auto image = std::ranges::find(images, text.substr(0, equals), [](const auto& pair) { return pair.first; });
    if (equals == std::string_view::npos || image == std::end(images)) {
      return std::unexpected(usage("--loaded", entry, "kernel=BASE:SIZE, initrd=BASE:SIZE or fdt=BASE:SIZE"));
    }
    const auto range = parse_range(text.substr(equals + 1), "--loaded", entry);
    if (!range) return std::unexpected(range.error());
    loaded.*image->second = *range;
  }
  return loaded;
}

/// `--arch`, else what the configuration, else the first CPU of the tree says.
Result<void> find_architecture(BootSetup& setup, const std::string& option) {
  if (!option.empty()) {
    const auto given = architecture_from(option);
    if (!given) return std::unexpected(usage("--arch", option, "arm64, arm, riscv64 or x86-64"));
    setup.architecture = *given;
    return {};
  }
  if (const auto built_for = architecture_from(setup.config.layout.arch)) {
    setup.architecture = *built_for;
    return {};
  }
  const auto cpu = architecture_of_cpu(setup.tree.cpu_compatible);
  setup.architecture = cpu.value_or(Architecture::Arm64);
  setup.architecture_assumed = !cpu;
  return {};
}

}  // namespace

Result<Kconfig> read_kernel_config(Context& context, const std::vector<std::string>& entries) {
  std::string text;
  std::string name = "--config";
  for (const std::string& entry : entries) {
    std::error_code ignored;
    if (entry.find('=') != std::string::npos && !std::filesystem::exists(entry, ignored)) {
      text += entry.starts_with("CONFIG_") ? entry : "CONFIG_" + entry;
      text += '\n';
      continue;
    }
    auto content = read_whole(context, entry);
    if (!content) return std::unexpected(std::move(content.error()));
    if (is_gzip(*content)) {
      content = gunzip(*content, entry, FileTree::max_file_size);
      if (!content) return std::unexpected(std::move(content.error()));
    }
    name = entry;
    // A later entry wins over an earlier one, whatever the order of files and values.
    text += *content;
    if (!text.ends_with('\n')) text += '\n';
  }
  return parse_kconfig(text, name);
}

void SetupOptions::add_to(OptionParser& parser) {
  parser.values("--kernel", kernels, "A kernel version, 6.12 or 6.12.117, or latest (the default)");
  parser.value("--arch", architecture, "arm64, arm, riscv64 or x86-64; else what configuration or CPU node say");
  parser.optional_value("--cmdline", cmdline, "The kernel's command line, in place of /chosen/bootargs");
  parser.values("--config", config, "The kernel's .config, or KEY=VALUE of it; what it does not name is off");
  parser.values("--ram", ram, "BASE:SIZE of RAM, in place of the memory nodes; may be repeated");
  parser.values("--loaded", loaded,
                "kernel=BASE:SIZE, initrd=BASE:SIZE, fdt=BASE:SIZE: where the boot loader puts them");
  parser.values("-I,--include", include_dirs, "Look for included files of a .dts here");
}

Result<BootSetup> read_setup(Context& context, const SetupOptions& options, const std::string& board,
                             const std::vector<std::string>& overlays) {
  auto input = open_board_tree(context, board, overlays, options.include_dirs);
  if (!input) return std::unexpected(std::move(input.error()));
  auto tree = input->finish();
  if (!tree) return std::unexpected(std::move(tree.error()));
  return setup_of(context, options, std::move(*tree));
}

Result<BootSetup> setup_of(Context& context, const SetupOptions& options, DeviceTree tree) {
  BootSetup setup;
  setup.tree = std::move(tree);
  if (!options.config.empty()) {
    const auto config = read_kernel_config(context, options.config);
    if (!config) return std::unexpected(config.error());
    auto memory = memory_config(*config);
    if (!memory) return std::unexpected(std::move(memory.error()));
    setup.config = std::move(*memory);
    setup.has_config = true;
  }
  if (auto found = find_architecture(setup, options.architecture); !found)
    return std::unexpected(std::move(found.error()));
  const std::string bootargs = setup.tree.chosen ? setup.tree.chosen->bootargs.value_or("") : "";
  setup.command_line = options.cmdline ? parse_command_line(*options.cmdline, "cmdline")
                                       : parse_command_line(bootargs, setup.tree.file + " /chosen/bootargs");
  setup.parameters = memory_parameters(setup.command_line);
  auto loaded = parse_loaded(options.loaded);
  if (!loaded) return std::unexpected(std::move(loaded.error()));
  setup.loaded = *loaded;
  for (const std::string& bank : options.ram) {
    const auto range = parse_range(bank, "--ram", bank);
    if (!range) return std::unexpected(range.error());
    setup.ram.push_back(*range);
  }
  const auto kernels = kernels_of(options);
  if (!kernels) return std::unexpected(kernels.error());
  setup.kernel = kernels->front();
  return setup;
}

Result<std::vector<KernelVersion>> kernels_of(const SetupOptions& options) {
  std::vector<KernelVersion> versions;
  for (const std::string& text : options.kernels) {
    const auto version = parse_kernel_version(text, "--kernel");
    if (!version) return std::unexpected(version.error());
    versions.push_back(*version);
  }
  if (versions.empty()) versions.push_back(newest_known_kernel);
  return versions;
}

}  // namespace rampart
