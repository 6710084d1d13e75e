#pragma once

#include <string_view>

#include <rampart/base/result.h>

#include "sources/device_tree.h"

namespace rampart {

/// The error of a tree whose paths pass `max_path_bytes`.
Error too_many_paths(std::string_view file);

/// Gives every phandle of `tree.references` the node that it names. The blob, which the tree was read from, is walked
/// a second time only if a device names a node outside /reserved-memory. TooLarge if those have too long paths.
Result<void> resolve_targets(DeviceTree& tree, std::string_view blob);

}  // namespace rampart
