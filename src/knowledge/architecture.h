#pragma once

#include <optional>
#include <string_view>

namespace rampart {

/// The architectures whose early memory set-up rampart knows.
enum class Architecture { Arm64, Arm, Riscv64, X86_64 };

/// `arm64`, `arm`, `riscv64`, `x86-64`.
std::string_view to_string(Architecture architecture);

/// From any of the usual words: Linux's ARCH, `uname -m`, Debian's: `aarch64`, `armhf`, `riscv`, `x86_64`.
std::optional<Architecture> architecture_from(std::string_view word);

/// The architecture of the first `compatible` of a CPU node, such as `arm,cortex-a53`; nothing for one that is not
/// known. A 64-bit CPU may run a 32-bit kernel: the answer is what the CPU can do, which is what kernels mostly do.
std::optional<Architecture> architecture_of_cpu(std::string_view compatible);

}  // namespace rampart
