#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/units.h>

#include "knowledge/architecture.h"
#include "sources/dtb_builder.h"
#include "sources/memory_config.h"

namespace rampart {

/// QEMU's `virt` machine of one architecture, as far as a layout cares.
struct VirtualMachine {
  Architecture architecture{};
  std::string_view program;  ///< `qemu-system-aarch64`
  std::string_view machine;  ///< The argument of -M, without its memory.
  std::string_view cpu;      ///< The argument of -cpu; empty: QEMU's own choice.
  PhysAddr ram_base;         ///< Where its RAM begins: below are its devices.
  std::uint64_t ram_end{};   ///< One past the last address that may be RAM.
  std::string_view console;  ///< What the command line needs so that the boot is seen from its first line.
  /// What shows the words of a kernel that dies before its console is up; empty where `console` does it already.
  std::string_view early_console;
  /// What its own firmware keeps at the start of RAM and no kernel may touch; zero where there is none.
  Bytes firmware;
  /// What QEMU writes at the start of RAM in any case, so that no image may lie there.
  Bytes taken_by_qemu;
};

/// The machine on which a kernel of this configuration runs. Null for an architecture without one.
const VirtualMachine* virtual_machine(Architecture architecture, const MemoryConfig& config);

/// Writes the machine's own nodes, and nothing else, into the root of a tree: CPU, interrupt controller, timer, UART
/// and what switches it off. `first_phandle` and the two after it must be free. On arm64 and arm the root's
/// `interrupt-parent` must be `first_phandle`.
void write_machine_nodes(DtbBuilder& tree, Architecture architecture, std::uint32_t first_phandle);

}  // namespace rampart
