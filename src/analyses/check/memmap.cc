#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "analyses/check/rule.h"

namespace rampart {
namespace {

bool takes_memory_away(const MemmapEntry& entry) {
  return entry.use == MemmapEntry::Use::Reserved || entry.use == MemmapEntry::Use::Acpi ||
         entry.use == MemmapEntry::Use::Persistent;
}

void check_unsupported(const CheckInput& input, RuleReport& report) {
  if (input.setup.command_line.last("memmap") == nullptr || input.setup.architecture == Architecture::X86_64) return;
  const bool is_missed = std::ranges::any_of(input.setup.parameters.memmap, takes_memory_away);
  const std::string architecture{to_string(input.setup.architecture)};
  report.add(is_missed ? Severity::Error : Severity::Warning, "memmap= is no parameter of Linux on " + architecture)
      .at_parameter("memmap")
      .effect(kernel_name(input) + (is_missed
                                        ? " does not keep the memory free: it gives it to anyone, and only lists "
                                          "memmap among unknown parameters"
                                        : " goes on as without it, and only lists memmap among unknown parameters"));
}

/// What a boot loader does with a dollar sign on its way to the kernel.
struct DollarHandling {
  enum class Kind {
    Expands,        ///< A `$` begins a variable; a backslash before it keeps it.
    ExpandsBraces,  ///< Only `${` and `$(` do.
    Keeps           ///< It passes everything on as written.
  };
  std::string_view name;
  Kind kind;
  std::string_view how;  ///< How to write it.
};
using Handling = DollarHandling::Kind;

constexpr std::array boot_loaders = {
    DollarHandling{"grub", Handling::Expands, "write \\$ in grub.cfg, or \\\\\\$ in /etc/default/grub"},
    DollarHandling{"u-boot", Handling::Expands, "write \\$ in setenv bootargs, or put the value in single quotes"},
    DollarHandling{"extlinux", Handling::ExpandsBraces, "write the plain address after $"},
    DollarHandling{"syslinux", Handling::Keeps, "write a single $"},
    DollarHandling{"systemd-boot", Handling::Keeps, "write a single $"},
    DollarHandling{"raspberry-pi", Handling::Keeps, "write a single $"},
};

/// A dollar sign of a value, and how many backslashes stand before it.
struct Dollar {
  std::size_t backslashes = 0;
  bool has_brace = false;
};

std::optional<Dollar> first_dollar(std::string_view value) {
  const std::size_t at = value.find('$');
  if (at == std::string_view::npos) return std::nullopt;
  Dollar dollar;
  while (dollar.backslashes < at && value[at - 1 - dollar.backslashes] == '\\') ++dollar.backslashes;
  dollar.has_brace = at + 1 < value.size() && (value[at + 1] == '{' || value[at + 1] == '(');
  return dollar;
}

/// What reaches the kernel is not what was meant; empty if it is.
std::string damage(const DollarHandling& loader, const Dollar& dollar) {
  switch (loader.kind) {
    case Handling::Expands:
      if (dollar.backslashes % 2 != 0) return "";
      return "takes $ and what follows for a variable, which is empty: the kernel gets the size alone, and limits RAM "
             "to it";
    case Handling::ExpandsBraces:
      return dollar.has_brace && dollar.backslashes == 0 ? "replaces the variable" : "";
    case Handling::Keeps:
      return dollar.backslashes == 0 ? "" : "passes the backslash on: the kernel does not understand the entry";
  }
  return "";
}

void check_unescaped(const CheckInput& input, RuleReport& report) {
  const auto loader = std::ranges::find(boot_loaders, input.extras.boot_loader, &DollarHandling::name);
  if (loader == boot_loaders.end()) return;
  for (const Parameter& parameter : input.setup.command_line.parameters) {
    if (!same_parameter(parameter.name, "memmap") || !parameter.value) continue;
    const auto dollar = first_dollar(*parameter.value);
    std::string harm = dollar ? damage(*loader, *dollar) : "";
    if (harm.empty()) continue;
    const std::string name{loader->name};
    report.error("the $ of memmap= does not pass " + name + " as it is written")
        .at_parameter("memmap")
        .effect(name + ' ' + harm)
        .help(std::string{loader->how});
  }
}

}  // namespace

extern const Rule memmap_unsupported_rule{
    .id = "memmap-unsupported",
    .severity = Severity::Warning,
    .title = "memmap= on an architecture that does not have it",
    .explanation =
        "memmap= is read on x86, mips and xtensa only. arm64, arm and riscv64 do not know it: there is no early "
        "message, only a line about unknown parameters that are passed to user space. With $, # or ! it was to keep "
        "memory free; that memory is given to anyone, while a device or a firmware uses it, hence the error. Other "
        "forms only do nothing, which is a warning.",
    .remedy =
        "describe the memory in /reserved-memory of the device tree, with no-map if Linux must not touch it; to "
        "limit RAM use mem=",
    .check = check_unsupported,
};

extern const Rule memmap_unescaped_rule{
    .id = "memmap-unescaped",
    .severity = Severity::Error,
    .title = "the $ of memmap= is eaten by the boot loader",
    .explanation =
        "memmap=SIZE$START has a dollar sign, which boot loaders take for the beginning of a variable. GRUB replaces "
        "it in grub.cfg unless a backslash stands before it; /etc/default/grub is read by a shell first, so that three "
        "are needed there. The command line of U-Boot does the same in setenv, but not within single quotes, and not "
        "again when it passes bootargs on. extlinux.conf replaces only ${name} and $(name) in U-Boot, and nothing in "
        "syslinux; systemd-boot and the Raspberry Pi's cmdline.txt pass everything on, a backslash too.\n\n"
        "What is left without its $ is memmap=SIZE: all RAM above SIZE is gone, and the kernel may not boot.\n\n"
        "Reported only with --bootloader, which tells whose configuration the command line was written for.",
    .remedy = "escape the $ as the boot loader needs it",
    .check = check_unescaped,
};

}  // namespace rampart
