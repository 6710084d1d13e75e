#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rampart {

/// The value that a file of modprobe.d(5) gives to an option of a module: `options zram num_devices=4`. The last one
/// counts, since the kernel takes them in order; dashes and underscores of names are the same. Nothing if there is
/// none.
std::optional<std::string> module_option(std::string_view text, std::string_view module, std::string_view option);

}  // namespace rampart
