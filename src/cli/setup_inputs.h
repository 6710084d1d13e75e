#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/base/result.h>

#include "analyses/boot_setup.h"
#include "cli/command.h"
#include "sources/kconfig.h"

namespace rampart {

/// The options that `predict`, `check` and `verify` share: one board and what decides how a kernel boots on it.
struct SetupOptions {
  std::vector<std::string> include_dirs;
  std::vector<std::string> kernels;  ///< `--kernel`, as given.
  std::string architecture;
  std::optional<std::string> cmdline;  ///< Given, be it empty: in place of /chosen/bootargs.
  std::vector<std::string> config;     ///< Files, or KEY=VALUE.
  std::vector<std::string> ram;        ///< BASE:SIZE
  std::vector<std::string> loaded;     ///< kernel|initrd|fdt=BASE:SIZE

  void add_to(OptionParser& parser);
};

/// A kernel's configuration: files, plain or compressed, and values `KEY=VALUE`; of a symbol given twice the later one.
Result<Kconfig> read_kernel_config(Context& context, const std::vector<std::string>& entries);

/// A board's tree with the overlays that follow it, and everything the options say. The kernel is the first of
/// `--kernel`, else the newest that is known.
Result<BootSetup> read_setup(Context& context, const SetupOptions& options, const std::string& board,
                             const std::vector<std::string>& overlays = {});

/// The same for a tree that was read already.
Result<BootSetup> setup_of(Context& context, const SetupOptions& options, DeviceTree tree);

/// Every `--kernel`, in order; the newest that is known if there is none.
Result<std::vector<KernelVersion>> kernels_of(const SetupOptions& options);

}  // namespace rampart
