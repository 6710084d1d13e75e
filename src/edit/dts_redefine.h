#pragma once

#include <cstddef>
#include <string>

#include <rampart/base/result.h>

#include "edit/dts_workspace.h"

namespace rampart {

/// What renames a node of a file that may not be edited: the board's file deletes it and defines it again with all that
/// its blocks say, under the new name and the old labels. Unsupported if the preprocessor has a part in those blocks.
Result<DtsWorkspace> dts_redefine_node(const DtsWorkspace& workspace, std::size_t node, const std::string& name);

}  // namespace rampart
