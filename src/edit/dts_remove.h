#pragma once

#include <rampart/base/result.h>

#include "edit/dts_workspace.h"
#include "model/tree_edit.h"

namespace rampart {

/// The steps of `edit_dts` that take something away; blocks that only held it go with it.
Result<DtsWorkspace> dts_remove_node(const DtsWorkspace& workspace, const RemoveNode& edit);
Result<DtsWorkspace> dts_remove_property(const DtsWorkspace& workspace, const RemoveProperty& edit);

}  // namespace rampart
