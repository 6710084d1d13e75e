#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "edit/dts_source.h"

namespace rampart {

/// Text that goes in at a byte of a source.
struct DtsInsertion {
  std::size_t at = 0;
  std::string text;
};

/// Blank lines around what is inserted.
struct DtsSpacing {
  bool before = false;
  bool behind = false;
};

/// The end of lines of a source: that of its first.
std::string_view dts_line_end(std::string_view text);

/// The blanks at the begin of the line of a byte.
std::string_view dts_indent(std::string_view text, std::size_t at);

/// What one level of nesting adds to the blanks: as in the node `around`, else as in the whole source, else a tab.
std::string dts_indent_step(const DtsSource& source, std::optional<std::size_t> around);

/// True if a blank line stands between nodes: between the last children of `around`, else between any in the source.
bool dts_parts_siblings(const DtsSource& source, std::optional<std::size_t> around);

/// What goes when a statement is removed: with the comment directly above it, the rest of its lines, and one of the
/// blank lines around it where two would meet or one would stand at a brace.
DtsSpan dts_removal(const DtsSource& source, std::size_t item);

/// The begin of the line of a statement or of the comment directly above it; nothing if another stands before it there.
std::optional<std::size_t> dts_first_line(const DtsSource& source, std::size_t item);

/// Whole `lines`, without the last end of line, behind a statement, at the begin of a node, and before a statement that
/// has a first line of its own. Removing what they hold gives the source again, if the spacing is that of its place.
DtsInsertion dts_insert_behind(const DtsSource& source, std::size_t item, std::string_view lines, DtsSpacing spacing);
DtsInsertion dts_insert_first(const DtsSource& source, std::size_t node, std::string_view lines, DtsSpacing spacing);
DtsInsertion dts_insert_before(const DtsSource& source, std::size_t item, std::string_view lines, DtsSpacing spacing);
/// Behind everything in a source that has no statement.
DtsInsertion dts_insert_last(const DtsSource& source, std::string_view lines);

}  // namespace rampart
