#pragma once

#include <cstdint>
#include <string>

#include <rampart/base/units.h>

#include "knowledge/architecture.h"

namespace rampart {

/// Machine code that starts a kernel by its architecture's boot protocol: registers as a boot loader leaves them, the
/// device tree at `fdt`, then a jump to `kernel`. For arm64 and arm to be put at any address that is a multiple of 8.
/// For riscv64 an ELF file that says it is to be at `at`, since QEMU's firmware takes no other place for a kernel.
std::string jump_stub(Architecture architecture, PhysAddr kernel, PhysAddr fdt, PhysAddr at);

}  // namespace rampart
