#pragma once

#include <span>
#include <string>
#include <string_view>

#include <rampart/base/result.h>

#include "model/tree_edit.h"

namespace rampart {

/// Edits a flattened device tree; `file` only names it in errors. Version, boot CPU, reservation block, the order of
/// nodes and properties, and free space behind the blob stay as they are. Names are added at the end of the strings,
/// and dropped from there with the last property that has them: removing what was added last gives the bytes of
/// before, if the blob has the usual order of blocks, no no-ops and no name without its zero byte. A node that becomes
/// referenced and has no phandle gets the lowest free one, and keeps it. `__symbols__`, `__local_fixups__` and
/// `__fixups__`, where present, follow what is renamed or removed; a label of a new node goes into `__symbols__`.
///
/// The errors of `parse_dtb`; NotFound if an edit names a node or property that is not there; OutOfRange if a node to
/// add or a new name exists already, or a name is none that a tree may have; TooLarge if the result passes the limits
/// of `parse_dtb`.
Result<std::string> edit_dtb(std::string_view blob, std::string_view file, std::span<const TreeEdit> edits);

}  // namespace rampart
