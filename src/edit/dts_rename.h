#pragma once

#include <rampart/base/result.h>

#include "edit/dts_workspace.h"
#include "model/tree_edit.h"

namespace rampart {

/// The step of `edit_dts` that renames a node and rewrites the paths that name it.
Result<DtsWorkspace> dts_rename_node(const DtsWorkspace& workspace, const RenameNode& edit);

}  // namespace rampart
