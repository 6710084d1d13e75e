#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

#include "model/tree_edit.h"
#include "sources/device_tree.h"

namespace rampart {

/// A blob after additions of nodes and settings of properties; other steps are not looked at. `tree` is what parse_dtb
/// read from the blob. A node that is referred to gets a phandle if it has none. NotFound if a step names a node that
/// is not there; Malformed if the blob is broken.
Result<std::string> edited_blob(std::string_view blob, const DeviceTree& tree, const std::vector<TreeEdit>& edits);

}  // namespace rampart
