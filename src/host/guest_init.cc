#include "host/guest_init.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "base/guest_report.h"
#include "host/live_tree.h"

namespace rampart {
namespace {

/// What tells of the layout, besides the areas under `cma_root`.
constexpr const char* told_files[] = {"/proc/version",
                                      "/proc/cmdline",
                                      "/proc/meminfo",
                                      "/proc/iomem",
                                      "/sys/kernel/debug/memblock/memory",
                                      "/sys/kernel/debug/memblock/reserved"};
constexpr std::string_view cma_root = "/sys/kernel/debug/cma";

/// Failures show in what cannot be read then.
void mount_all() {
  struct Mount {
    const char* type;
    const char* at;
  };
  constexpr Mount mounts[] = {{"proc", "/proc"}, {"sysfs", "/sys"}, {"debugfs", "/sys/kernel/debug"}};
  for (const Mount& each : mounts) {
    ::mkdir(each.at, 0755);
    ::mount(each.type, each.at, each.type, 0, nullptr);
  }
}

void say(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void tell(FileTree& files, const std::string& path) {
  std::string content;
  if (!files.read(path, content)) return;
  if (!content.empty() && content.back() != '\n') content += '\n';
  say(std::string{guest_file_mark} + path + '\n' + content);
}

}  // namespace

bool is_guest_init(int argc, const char* const* argv) {
  return ::getpid() == 1 && argc > 0 && std::string_view{argv[0]} == "/init";
}

void run_guest_init() {
  constexpr int set_console_level = 8;       // syslog(2)
  ::klogctl(set_console_level, nullptr, 1);  // no word of the kernel's between ours
  mount_all();
  LiveTree files;
  say("\n");
  for (const char* const path : told_files) tell(files, path);
  if (const auto areas = files.list(cma_root)) {
    for (const std::string& area : *areas) {
      const std::string folder = std::string{cma_root} + '/' + area;
      tell(files, folder + "/base_pfn");
      tell(files, folder + "/count");
    }
  }
  say(std::string{guest_end_mark} + '\n');
  ::tcdrain(STDOUT_FILENO);
  ::reboot(RB_POWER_OFF);
  ::reboot(RB_AUTOBOOT);  // where nothing can switch it off: the machine ends at a restart as well
  while (true) ::pause();
}

}  // namespace rampart
