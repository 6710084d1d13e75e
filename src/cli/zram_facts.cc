#include "cli/zram_facts.h"

#include <fmt/format.h>
#include <optional>
#include <string>

#include "assemble/proc_sampler.h"
#include "sources/cmdline.h"
#include "sources/modprobe_conf.h"
#include "sources/single_number.h"

namespace rampart {
namespace {

/// What a file of modprobe.d says; those that modprobe(8) reads, the last that has a word on it.
std::optional<std::string> configured_devices(FileTree& files) {
  std::optional<std::string> value;
  for (const std::string_view folder : {"/lib/modprobe.d", "/run/modprobe.d", "/etc/modprobe.d"}) {
    const auto names = files.list(folder);
    if (!names) continue;
    for (const std::string& name : *names) {
      const auto text =
          name.ends_with(".conf") ? files.read(fmt::format("{}/{}", folder, name)) : Result<std::string>{};
      if (!text) continue;
      if (auto found = module_option(*text, "zram", "num_devices")) value = std::move(found);
    }
  }
  return value;
}

/// How many devices the driver makes by itself. It does not show its parameter: the command line or modprobe's files
/// tell it, and 1 is the default.
std::uint64_t devices_of_driver(FileTree& files) {
  constexpr std::string_view path = "/proc/cmdline";
  std::optional<std::string> value = configured_devices(files);
  if (const auto text = files.read(path)) {
    const CommandLine line = parse_command_line(*text, path);
    if (const Parameter* const given = line.last("zram.num_devices"); given != nullptr && given->value) {
      value = given->value;
    }
  }
  const auto number = value ? parse_single_number(*value, "num_devices") : Result<std::uint64_t>{1};
  return number.value_or(1);
}

}  // namespace

ZramFacts read_zram_facts(FileTree& files) {
  ProcSampler sampler{files};
  const ProcSample& sample = sampler.sample();
  ZramFacts facts{.report = zram_report(sample)};
  facts.meminfo = sample.meminfo;
  if (sample.swaps) facts.swaps = sample.swaps->areas;
  facts.page_size = sample.page_size.value_or(kib(4));
  facts.can_add = files.list("/sys/class/zram-control").has_value();
  facts.has_driver = facts.can_add || !facts.report.devices.empty();
  facts.num_devices = devices_of_driver(files);
  return facts;
}

}  // namespace rampart
