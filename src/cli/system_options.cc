#include "cli/system_options.h"

namespace rampart {

void SystemOptions::add_to(OptionParser& parser) {
  parser.value("--root", root, "Read this directory or snapshot in place of the live system");
  parser.value("--devices", devices, "Take the device files (*.toml) of this directory as well");
}

Result<std::vector<DeviceFile>> read_device_files(Context& context, const SystemOptions& options) {
  std::vector<DeviceFile> files;
  if (options.devices.empty()) return files;
  const auto tree = context.open_root(options.devices);
  if (!tree) return std::unexpected(tree.error());
  const auto names = (*tree)->list("/");
  if (!names) return std::unexpected(names.error());
  for (const std::string& name : *names) {
    if (!name.ends_with(".toml")) continue;
    auto text = (*tree)->read("/" + name);
    if (!text) return std::unexpected(std::move(text.error()));
    files.push_back({name, std::move(*text)});
  }
  return files;
}

}  // namespace rampart
