#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rampart {

/// A number as the kernel's command line takes it: decimal, `0x` hexadecimal or `0` octal, then one of K M G T P E in
/// either case (6.12, lib/cmdline.c memparse). It never fails: where there is no number it is 0 and takes nothing.
struct KernelNumber {
  std::uint64_t value = 0;
  std::size_t length = 0;   ///< Characters taken; what follows is the caller's.
  bool overflowed = false;  ///< Past 64 bits: `value` is what the kernel makes of it, the lower 64 bits.
};

KernelNumber kernel_number(std::string_view text);

/// The same without a suffix, as some parameters take it (6.12, lib/vsprintf.c simple_strtoul).
KernelNumber kernel_integer(std::string_view text);

}  // namespace rampart
