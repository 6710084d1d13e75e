#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <rampart/base/result.h>

#include "model/tree_edit.h"

namespace rampart {

/// What an overlay must know of the tree that it will be applied to.
struct OverlayTarget {
  /// Path to label, of every node that the base names in `__symbols__`; a node that is not here is reached by its path.
  std::map<std::string, std::string, std::less<>> labels;
  std::vector<std::string>
      compatible;  ///< Of the root, written into the overlay for boot loaders that ask; may be empty.
};

/// The source of an overlay (`/dts-v1/; /plugin/;`) that does the same as `edits`, one fragment for each node of the
/// base that it touches. A region of /reserved-memory or another node with a unit address is removed by
/// `status = "disabled"`, unless the edits themselves added it.
/// Unsupported, with the reason, where no overlay can do it: renaming a node of the base, removing a property or a node
/// whose `status` no kernel looks at, naming a node of the base by phandle when the base has no label for it.
Result<std::string> overlay_source(const OverlayTarget& base, std::span<const TreeEdit> edits);

}  // namespace rampart
