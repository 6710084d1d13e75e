#pragma once

#include <optional>

#include <rampart/base/result.h>

#include "analyses/reserve/reserve_plan.h"
#include "sources/boot_configs.h"
#include "sources/cmdline.h"
#include "sources/memory_config.h"

namespace rampart {

/// What a boot file sets, and what is known of the board that it boots.
struct BootSettings {
  enum class Kind {
    CommandLine,  ///< `cma=`, `mem=`, `memmap=`
    Config,       ///< CONFIG_CMA_SIZE_MBYTES
    Vendor,       ///< `maix_memory_cmm`
  };
  Kind kind{};
  std::string file;
  CommandLine command_line;  ///< Of CommandLine.
  MemoryConfig config;       ///< Of Config.
  BootConfigs configs;       ///< Of Vendor.
  std::optional<Architecture> architecture;
  std::optional<Bytes> board_ram;
};

/// Plans a change of a boot file. Of a command line, `linux,cma` is `cma=`, `mem` is `mem=`, and any other name, on
/// x86-64 alone, a region of `memmap=`, which is later named by its base. Of a configuration it is the default pool,
/// of a vendor's file the CMM pool (`cmm`). The errors of reserve_plan; Unsupported for what such a file cannot set.
Result<ReservePlan> boot_plan(const BootSettings& settings, const ReserveRequest& request);

}  // namespace rampart
