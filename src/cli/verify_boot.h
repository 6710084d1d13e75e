#pragma once

#include <optional>
#include <string>

#include <rampart/base/result.h>

#include "analyses/boot_setup.h"
#include "analyses/verify/guest_console.h"
#include "analyses/verify/real_layout.h"
#include "analyses/verify/verify_report.h"
#include "cli/command.h"
#include "cli/setup_inputs.h"

namespace rampart {

/// How a board is booted on a virtual machine.
struct BootOptions {
  SetupOptions setup;
  std::string image;    ///< Of `--kernel-image`; empty: one that was built for the version and architecture.
  std::string variant;  ///< Of the kernels that were built.
  std::string guest;    ///< The static program that is booted; empty: the one beside this program.
  std::string keep;     ///< A directory for what was booted and what it said; empty: nothing is left.
  std::optional<double> timeout;
};

/// A board and the bytes of its tree.
struct BootBoard {
  BootSetup setup;
  std::string blob;
};

/// Takes the version from what the kernel said of itself.
void take_release(BootSetup& setup, const std::string& release);

/// Compares what was predicted of a setup with what a kernel made of it.
VerifyReport report_of(const BootSetup& setup, const RealLayout& real, BootOutcome outcome);

/// Boots the board on a virtual machine, once more with an early console if it said nothing, and compares. NotFound if
/// no kernel or no program to boot is there; Io if the machine does not start.
Result<VerifyReport> boot_board(Context& context, BootOptions& options, BootBoard& board);

}  // namespace rampart
