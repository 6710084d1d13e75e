#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

#include "analyses/boot_setup.h"
#include "analyses/verify/virtual_machine.h"
#include "sources/kernel_image.h"

namespace rampart {

/// What is to boot.
struct MachineRequest {
  const BootSetup& setup;
  std::string_view blob;  ///< The board's tree.
  KernelImage kernel;
  Bytes kernel_file;  ///< The size of the image's file.
  std::string kernel_path;
  std::string initramfs;
  bool early_console = false;  ///< Ask for the machine's `early_console`.
};

/// A file that the emulator reads.
struct MachineFile {
  std::string name;
  std::string content;
};

/// A board on a virtual machine: everything the emulator is started with, and the setup that this makes, of which a
/// prediction can be asked.
struct MachinePlan {
  const VirtualMachine* machine = nullptr;
  PhysAddr ram_base;        ///< Where the board's RAM begins on it.
  std::uint64_t shift = 0;  ///< Whole GiB, added to every address of the board's memory.
  BootSetup setup;
  std::vector<MachineFile> files;
  /// The emulator and its arguments. `@/NAME` in one stands for the file's path.
  std::vector<std::string> arguments;
  std::vector<std::string> notes;  ///< What differs from the board, a sentence each.
};

/// Finds a place for everything. Unsupported if the architecture has no such machine, its kernel is of another one or
/// its RAM spans more than the machine can have; OutOfRange if RAM has no room for the images, or for one where
/// `--loaded` says; Malformed if the tree has no RAM.
Result<MachinePlan> plan_machine(const MachineRequest& request);

}  // namespace rampart
