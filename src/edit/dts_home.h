#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

#include "edit/dts_layout.h"
#include "edit/dts_workspace.h"

namespace rampart {

/// Where statements about a node may be added.
struct DtsHome {
  std::size_t file = 0;
  std::optional<std::size_t> block;  ///< The node that they, or the blocks to open, go into; empty: none, at the top.
  std::vector<std::string> opens;  ///< Heads of the blocks to open around them: `&label`, `/`, a name; outermost first.
};

/// Where statements about a node may be added behind `order`, the best first: its blocks that may be edited, the last
/// first and the board's before those of its includes; then a block to open in the board's file, in one of a node above
/// or by its label, and one at the top. Unsupported, and never empty, if no file with a place may be edited.
Result<std::vector<DtsHome>> dts_homes(const DtsWorkspace& workspace, std::size_t node, std::size_t order);
/// The first of those; with `in_board`, of the board's file.
Result<DtsHome> dts_home(const DtsWorkspace& workspace, std::size_t node, std::size_t order, bool in_board = false);

/// A statement and what stands in it, one line each, indented by tabs from 0 on.
using DtsLines = std::vector<std::string>;

/// True if the preprocessor decides whether a property is there, or what it says.
bool dts_depends_on_condition(const DtsWorkspace& workspace, const DtsPlace& property);

/// Ways to put a statement into its home, the most natural first. A property goes behind the others, but in front of
/// `status`; a node, `/delete-node/` or block goes last, or where the labels of the blocks are sorted, there.
std::vector<DtsReplacement> dts_property_places(const DtsWorkspace& workspace, const DtsHome& home,
                                                const std::string& line);
std::vector<DtsReplacement> dts_node_places(const DtsWorkspace& workspace, const DtsHome& home, const DtsLines& lines,
                                            std::size_t order);
/// In front of a child of a block.
std::vector<DtsReplacement> dts_places_before(const DtsWorkspace& workspace, const DtsPlace& sibling,
                                              const DtsLines& lines);
/// Behind the includes of the board's file.
std::vector<DtsReplacement> dts_places_behind_includes(const DtsWorkspace& workspace, const std::string& line);

}  // namespace rampart
