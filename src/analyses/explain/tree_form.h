#pragma once

#include "analyses/explain/cause_rule.h"

namespace rampart {

/// What is wrong with the form of the board's /reserved-memory, so that no kernel reads its children.
enum class TreeFault {
  None,        ///< Nothing, or there is no board or no such node.
  OtherCells,  ///< Its cell counts are there and not the root's.
  Incomplete,  ///< It lacks `ranges` or a cell count.
  Elsewhere,   ///< It has a unit address, so that a kernel finds no /reserved-memory.
};

TreeFault tree_fault(const Story& story);

/// The cell counts of a tree's root, as Linux takes them: 1 where one is not stated.
CellWidths root_widths(const DeviceTree& tree);

/// The lines about a /reserved-memory that was not read, what followed from it, and the facts `node`,
/// `root_address_cells`, `root_size_cells`, ...
void tell_unread_tree(CauseDraft& cause, const Story& story);

/// What the prediction makes of the regions once the kernel can read them.
void tell_read_tree(CauseDraft& cause, const Story& story);

}  // namespace rampart
