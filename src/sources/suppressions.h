#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/source_pos.h>

namespace rampart {

/// A finding that a person has looked at and accepts.
struct Suppression {
  std::string rule;   ///< The rule's id.
  std::string node;   ///< A pattern for a node's path or a region's name: `/reserved-memory/adsp@*`.
  std::string board;  ///< A pattern for the board's file; empty: any.
  std::string reason;
  SourcePos where;
  friend bool operator==(const Suppression&, const Suppression&) = default;
};

/// Reads a file of suppressions, in TOML:
///
///     [[suppress]]
///     rule = "overlap"
///     node = "/reserved-memory/removed_region@*"
///     board = "*sdm630*"                           # may be left out
///     reason = "it is what the firmware's own regions lie in"
///
/// Malformed, with line and column, if it is no such file, or a rule, node or reason is missing or empty.
Result<std::vector<Suppression>> parse_suppressions(std::string_view text, std::string_view file);

}  // namespace rampart
