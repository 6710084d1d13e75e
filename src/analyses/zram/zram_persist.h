#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyses/zram/zram_plan.h"

namespace rampart {

/// What brings a device up at boot.
enum class ZramInit {
  Systemd,  ///< A configuration of systemd's zram-generator.
  SysV,     ///< A script of /etc/init.d with LSB headers, which update-rc.d or the like still has to enable.
  BusyBox,  ///< A script of /etc/init.d that BusyBox's rcS, as Buildroot has it, runs by its name.
};

/// A file that makes a setup last, or its removal.
struct ZramFile {
  std::string path;
  std::string content;
  bool executable = false;
};

/// The file that brings `setup` up at boot. Sizes are written as they were asked for: a share of RAM stays a share.
ZramFile zram_file(const ZramSetup& setup, const ZramRequest& request, ZramInit init);

/// Every path at which `zram_file` puts one, for whoever looks for what is there.
std::vector<std::string> zram_file_paths();

/// Whether a file was written by `zram_file`, and so may be replaced or removed.
bool is_zram_file(std::string_view content);

}  // namespace rampart
