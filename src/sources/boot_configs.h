#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <rampart/base/units.h>

namespace rampart {

/// A value of `maix_memory_cmm` and its line; MiB, and below zero for the split of the image.
struct CmmSetting {
  std::int64_t mib{};
  std::size_t line{};
  friend bool operator==(const CmmSetting&, const CmmSetting&) = default;
};

/// `maix_memory_cmm` of /boot/configs (MaixCAM2), as the two programs take it that read it at boot. They need not
/// agree: U-Boot takes the first line that holds the key with no `#` before it, the script that loads the CMM driver
/// runs the file as a shell does. Empty where that reader finds none: it then keeps the default, as for -1.
struct BootConfigs {
  std::optional<CmmSetting> uboot;
  std::optional<CmmSetting> loader;
  friend bool operator==(const BootConfigs&, const BootConfigs&) = default;
};

/// Reads the text of /boot/configs. Never fails, since neither reader does: what is no number is no setting.
BootConfigs parse_boot_configs(std::string_view text);

/// The RAM that U-Boot leaves to Linux by `mem=`: board - N MiB. Empty if the default stays, because N is missing or
/// negative or would leave less than 128 MiB.
std::optional<Bytes> os_size_of_uboot(const BootConfigs& configs, Bytes board_ram);

/// The CMM that the loader script asks for: N MiB if N > 0 and that leaves 256 MiB or more, else what `mem=` of the
/// running kernel leaves of the board's RAM. Empty if neither is known.
std::optional<Bytes> cmm_size_of_loader(const BootConfigs& configs, Bytes board_ram, std::optional<Bytes> mem);

}  // namespace rampart
