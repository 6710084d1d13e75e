#pragma once

#include <vector>

#include "analyses/explain/told_regions.h"

namespace rampart {

/// What speaks for a boot loader's table of regions that is full, when it says that regions could not be reserved.
enum class TableState {
  Roomy,  ///< It grows as needed, or one region alone was refused.
  Full,   ///< Several regions were refused, or the last of more than it holds.
};

/// U-Boot's table held 8 regions, or 16; since 2025.01 it grows.
constexpr std::size_t small_loader_table = 8;
/// What U-Boot reserves for itself: its own memory, the kernel, the device tree.
constexpr std::size_t loader_own_regions = 3;

/// `refused` is of unexplained_refusals().
TableState loader_table(const Story& story, const std::vector<ToldRegion>& refused);

/// Whether those refused are the last that the board's tree has: the earlier ones filled the table.
bool are_last_of_tree(const Story& story, const std::vector<ToldRegion>& refused);

/// Whether the boot went on in spite of it.
bool boot_goes_on(const Story& story);

}  // namespace rampart
