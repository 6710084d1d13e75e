#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/model/phys_range.h>

#include "knowledge/architecture.h"
#include "knowledge/kernel_version.h"
#include "sources/cmdline.h"
#include "sources/device_tree.h"
#include "sources/memory_config.h"
#include "sources/memory_parameters.h"

namespace rampart {

/// Where the boot loader put what the kernel starts from. What nobody told stays empty.
struct LoadedImages {
  std::optional<PhysRange> kernel;  ///< arm64, riscv64: the Image and the `image_size` of its header; arm: what the
                                    ///< decompressed kernel reserves.
  std::optional<PhysRange> initrd;
  std::optional<PhysRange> fdt;  ///< The blob with its padding.
};

/// Everything that decides a layout: what `predict`, `check` and `verify` are asked about.
struct BootSetup {
  DeviceTree tree;
  CommandLine command_line;  ///< `--cmdline`, else /chosen/bootargs.
  MemoryParameters parameters;
  MemoryConfig config;
  bool has_config = false;  ///< A configuration was given; else `config` is empty and defaults are assumed.
  Architecture architecture{};
  bool architecture_assumed = false;  ///< Nothing told it.
  KernelVersion kernel = newest_known_kernel;
  LoadedImages loaded;
  std::vector<PhysRange> ram;  ///< `--ram`: takes the place of the memory nodes; empty where it was not given.
};

/// Whether the kernel keeps physical addresses in 32 bits, so that larger ones lose their upper bits: on arm without
/// LPAE.
inline bool has_32_bit_addresses(const BootSetup& setup) {
  return setup.architecture == Architecture::Arm && setup.config.layout.lpae != true;
}

}  // namespace rampart
