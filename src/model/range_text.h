#pragma once

#include <string>

#include <rampart/model/phys_range.h>

namespace rampart {

/// `0x5e000000`.
std::string address_text(PhysAddr address);
/// `0x5e000000..0x5fffffff`, the end inclusive as the kernel prints it.
std::string range_text(const PhysRange& range);

}  // namespace rampart
