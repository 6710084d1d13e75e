#pragma once

#include <memory>
#include <string>
#include <vector>

#include "assemble/observe.h"
#include "cli/command.h"

namespace rampart {

/// Options of every command that looks at a whole system.
struct SystemOptions {
  std::string root;     ///< A directory or a snapshot; empty is the live system.
  std::string devices;  ///< A directory of device files beside those built in.

  void add_to(OptionParser& parser);
};

/// Reads the device files of `--devices`; none if it was not given. Fails if the directory cannot be read.
Result<std::vector<DeviceFile>> read_device_files(Context& context, const SystemOptions& options);

}  // namespace rampart
