#pragma once

#include <string>

#include <rampart/base/units.h>

namespace rampart {

/// A size as people write it in a parameter of a kernel: `512M`, `1536K`, `0x1001`.
std::string boot_size_text(Bytes size);

}  // namespace rampart
