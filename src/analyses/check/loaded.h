#pragma once

#include <string_view>
#include <vector>

#include <rampart/model/origin.h>

#include "analyses/check/check_input.h"

namespace rampart {

enum class LoadedPart { Kernel, Initrd, Fdt };

/// `the kernel`, `the initrd`, `the device tree`.
std::string_view word(LoadedPart part);

/// Something that the boot loader puts into memory.
struct Loaded {
  LoadedPart part{};
  PhysRange range;  ///< Of one byte where the size is not known.
  bool size_is_known = true;
  bool moves = false;       ///< The boot loader moves it before it starts the kernel.
  std::string_view source;  ///< What says so: `--loaded`, `/chosen`, `kernel_addr_r`.
  Origin where;             ///< Empty for an option.
};

/// What is known of it: from options, from /chosen, from the boot loader's environment.
std::vector<Loaded> loaded_things(const CheckInput& input);

}  // namespace rampart
