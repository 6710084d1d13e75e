#pragma once

#include <string_view>
#include <vector>

#include <rampart/model/finding.h>
#include <rampart/model/region.h>

#include "sources/iomem.h"

namespace rampart {

/// The regions that /proc/iomem names, and what in it cannot be one.
struct IoMemRegions {
  std::vector<Region> regions;    ///< In the order of the text; `origin` is `FILE:LINE`.
  std::vector<Finding> findings;  ///< Rule `bad-range`: a line that ends before it begins, or spans all addresses.
  friend bool operator==(const IoMemRegions&, const IoMemRegions&) = default;
};

/// Makes regions of iomem's lines, nested by what contains what, so that a copy without indentation does as well.
/// Nothing of a hidden one: its addresses are no addresses.
///
/// - `System RAM`: ram; `Kernel code`, `rodata`, `data`, `bss`, `image`: kernel; `Crash kernel`: crash.
/// - `reserved` inside RAM: reserved, anonymous. `reserved` outside RAM: no-map, anonymous, because only arm64 writes
///   it there, and only for memory that it must not map, which it takes out of System RAM.
/// - `Reserved`, anywhere: reserved, anonymous. On x86 it is the firmware's; on riscv64 a carve-out or a reservation
///   outside RAM, which the text does not tell apart.
/// - ACPI tables and storage, unusable and soft-reserved memory, `RAM buffer`: reserved.
/// - Any other name inside RAM: reserved, since a driver has claimed it; outside RAM: device.
///
/// A line that holds other lines is their container and so anonymous: its content is no conflict.
IoMemRegions regions_of(const IoMem& iomem, std::string_view file);

}  // namespace rampart
