#include "knowledge/architecture.h"

#include <algorithm>
#include <iterator>

#include "base/glob.h"

namespace rampart {
namespace {

struct ArchitectureWord {
  std::string_view word;
  Architecture architecture;
};

constexpr ArchitectureWord words[] = {
    {"arm64", Architecture::Arm64},     {"aarch64", Architecture::Arm64}, {"arm", Architecture::Arm},
    {"armhf", Architecture::Arm},       {"armv7l", Architecture::Arm},    {"armmp", Architecture::Arm},
    {"riscv64", Architecture::Riscv64}, {"riscv", Architecture::Riscv64}, {"x86-64", Architecture::X86_64},
    {"x86_64", Architecture::X86_64},   {"amd64", Architecture::X86_64},  {"x86", Architecture::X86_64},
};

/// The `compatible` of CPUs that cannot run 64-bit code; a `*` at the end stands for any rest.
constexpr std::string_view arm_cpus[] = {
    "arm,cortex-a5",   "arm,cortex-a7",    "arm,cortex-a8", "arm,cortex-a9", "arm,cortex-a12", "arm,cortex-a15",
    "arm,cortex-a17",  "arm,arm1*",        "arm,arm7*",     "arm,arm9*",     "arm,armv7*",     "arm,cortex-m*",
    "qcom,krait",      "qcom,scorpion",    "marvell,pj4*",  "marvell,xsc3",  "marvell,mohawk", "marvell,sheeva*",
    "brcm,brahma-b15", "marvell,feroceon", "faraday,fa526",
};

}  // namespace

std::string_view to_string(Architecture architecture) {
  switch (architecture) {
    case Architecture::Arm64:
      return "arm64";
    case Architecture::Arm:
      return "arm";
    case Architecture::Riscv64:
      return "riscv64";
    case Architecture::X86_64:
      return "x86-64";
  }
  return "";
}

std::optional<Architecture> architecture_from(std::string_view word) {
  const auto found = std::ranges::find(words, word, &ArchitectureWord::word);
  return found == std::end(words) ? std::nullopt : std::optional{found->architecture};
}

std::optional<Architecture> architecture_of_cpu(std::string_view compatible) {
  if (compatible.empty()) return std::nullopt;
  if (std::ranges::any_of(arm_cpus, [&](std::string_view cpu) { return glob_matches(cpu, compatible); })) {
    return Architecture::Arm;
  }
  for (const std::string_view vendor : {"arm,", "apple,", "brcm,brahma-b53", "cavium,", "qcom,", "nvidia,", "marvell,",
                                        "apm,", "ampere,", "samsung,"}) {
    if (compatible.starts_with(vendor)) return Architecture::Arm64;
  }
  for (const std::string_view vendor :
       {"riscv", "sifive,", "thead,", "andestech,", "starfive,", "canaan,", "spacemit,", "sophgo,"}) {
    if (compatible.starts_with(vendor)) return Architecture::Riscv64;
  }
  if (compatible.starts_with("intel,")) return Architecture::X86_64;
  return std::nullopt;
}

}  // namespace rampart
