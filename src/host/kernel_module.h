#pragma once

#include <string>
#include <vector>

#include <rampart/base/result.h>

namespace rampart {

/// Loads a module and what it depends on, by libkmod. Where libkmod finds no index (a device whose depmod is
/// busybox's) or cannot read a compressed module, the device's own modprobe is asked. Returns the modules that were not
/// there before, in the order of their loading; none if it was loaded already. NotFound if this kernel has no such
/// module.
Result<std::vector<std::string>> load_module(const std::string& name);

/// Whether a module is loaded. Dashes and underscores of its name are the same, here and below.
bool is_module_loaded(const std::string& name);

/// Takes a module out, and with it nothing else. Io with `device or resource busy` while something uses it; NotFound
/// if it is not loaded.
Result<void> unload_module(const std::string& name);

/// The same, and then those modules that only it had used, and so on, as far as the kernel lets them go.
Result<void> unload_module_and_what_it_used(const std::string& name);

/// The modules that are loaded, the newest first, as /proc/modules lists them; none where the kernel has no modules.
std::vector<std::string> loaded_modules();

}  // namespace rampart
