#pragma once

#include <string>
#include <vector>

#include "analyses/map_view.h"
#include "cli/command.h"
#include "cli/system_options.h"
#include "sources/boot_log.h"

namespace rampart {

/// What a map is made of: a system, or any number of files that say something of one board.
struct BoardOptions {
  SystemOptions system;
  std::vector<std::string> files;  ///< None: the system.
  std::vector<std::string> include_dirs;
  std::string cmdline;

  void add_to(OptionParser& parser);
};

/// Reads every input, each told by its content: device trees (.dtb, .dts), overlays (.dtbo, applied in order to the
/// tree before them), boot logs, /proc/iomem, kernel configurations, directories and snapshots, and of a
/// microcontroller what ESP-IDF logs and what was pasted from a MicroPython prompt. Makes one map of them.
Result<MapView> read_board(Context& context, const BoardOptions& options);

/// Reads one boot log, plain or compressed; "-" is not special.
Result<BootLog> read_boot_log(Context& context, const std::string& path);

}  // namespace rampart
