#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/phys_range.h>

#include "analyses/explain/story.h"

namespace rampart {

/// A size of RAM, and the line that tells it; null if the board's model does.
struct ToldRam {
  Bytes size;
  const Clue* line = nullptr;
};

/// RAM as the boot loader found it (`DRAM:  1 GiB`), else as the known device of that model has it.
std::optional<ToldRam> installed_ram(const Story& story);

/// What the `mem=` of the command line leaves, all its banks together.
std::optional<Bytes> ram_after_mem_parameter(const Story& story);

/// RAM that the command line gives to an allocator of a vendor.
struct VendorShare {
  std::string allocator;  ///< `mma_heap`, `mmz`, `cmmpool`, `rmem`: the parameter.
  Bytes size;
  std::optional<PhysAddr> base{};
};
std::vector<VendorShare> vendor_shares(const Story& story);

/// The banks that the kernel knows, no-map parts included.
std::vector<PhysRange> known_banks(const Story& story);

}  // namespace rampart
