#pragma once

#include <string>
#include <string_view>

namespace rampart {

/// An archive of cpio's `newc` form, as a kernel unpacks it into its first file system: `/init` with this content, a
/// console for it, and the directories on which it mounts.
std::string initramfs(std::string_view init);

}  // namespace rampart
