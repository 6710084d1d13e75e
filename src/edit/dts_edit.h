#pragma once

#include <span>
#include <string>
#include <vector>

#include <rampart/base/result.h>

#include "model/tree_edit.h"

namespace rampart {

/// A file of a device-tree source, as it is before the preprocessor.
struct DtsFile {
  std::string path;  ///< By which `#include "name"` of another finds it: it ends with that name.
  std::string text;
  bool may_edit = true;  ///< False: of the kernel or the distribution, say; what it defines is changed from the board.
};

/// The new text of a file that is not as it was.
struct DtsChange {
  std::string path;
  std::string text;
  friend bool operator==(const DtsChange&, const DtsChange&) = default;
};

/// Edits a source as a maintainer would: only the cells that differ, a new node in the style of its siblings, and
/// every other byte as it was. `files` begins with the board's; the others are those that it includes, in order of
/// inclusion. What a file says that may not be edited is changed from the board's file: by `&label { }` or the node's
/// path, `/delete-node/` and `/delete-property/`; a node that is renamed is deleted and defined again, as the last of
/// its parent. So is a node last whose `before` stands in such a file.
///
/// An `AddNode` followed by a `RemoveNode` of the same node, in one call or two, restores every file byte for byte; so
/// does the `SetProperty` of a new property followed by its `RemoveProperty`. Only a label stays that a node without
/// one got because a value names it.
///
/// Malformed, with file, line and column, if a file is no device-tree source; NotFound if an edit names a node or
/// property that no file defines (a macro may); Unsupported if what it would change depends on an `#if` with several
/// branches, or cannot be changed from where an edit is allowed; OutOfRange if a node to add or a label is there
/// already, or a name is none that a tree may have. References to what is removed are the caller's to remove first.
Result<std::vector<DtsChange>> edit_dts(std::span<const DtsFile> files, std::span<const TreeEdit> edits);

}  // namespace rampart
