#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

#include "edit/dts_tokens.h"

namespace rampart {

enum class DtsItemKind {
  Node,            ///< `name { };`, `/ { };`, `&label { };`, `&{/path} { };`
  Property,        ///< `name = value;` or `name;`
  DeleteNode,      ///< `/delete-node/ name;` or `/delete-node/ &label;`
  DeleteProperty,  ///< `/delete-property/ name;`
  Include,         ///< `#include` or `/include/`; `name` is the file, without quotes or angle brackets.
  Preprocessor,    ///< Any other line of the preprocessor.
  Directive,       ///< `/dts-v1/;`, `/plugin/;`, `/memreserve/ ...;`
  Macro,           ///< Words that only the preprocessor makes into something: `CPU_NODE(0)`
};

/// One statement of a source. Its content is left as written: no macro is expanded, no expression computed.
struct DtsItem {
  DtsItemKind kind{};
  DtsSpan span;                       ///< From its first label or word to its `;`, or the line of a preprocessor.
  std::vector<DtsSpan> labels;        ///< Without their colons.
  DtsSpan name;                       ///< As written: `foo@1000`, `/`, `&label`, `reg`.
  DtsSpan content;                    ///< Of a node between `{` and `}`, of a property between `=` and `;`.
  std::optional<std::size_t> parent;  ///< Index of the node around it.
  std::vector<std::size_t> children;  ///< Of a node, in order.
  bool is_alternative = false;        ///< Under an `#if` that has an `#else` or `#elif`: it may not be there.
  friend bool operator==(const DtsItem&, const DtsItem&) = default;
};

/// A device-tree source of which no byte is lost: its tokens, in order, are the whole text.
struct DtsSource {
  std::string text;
  std::vector<DtsToken> tokens;
  std::vector<DtsItem> items;      ///< A node before what is in it.
  std::vector<std::size_t> roots;  ///< The items that stand in no node, in order.

  std::string_view at(DtsSpan span) const { return std::string_view{text}.substr(span.begin, span.end - span.begin); }
};

/// Limits of `parse_dts_source`.
constexpr std::size_t max_dts_size = std::size_t{8} << 20;
constexpr std::size_t max_dts_depth = 64;

/// Reads a source or an included part of one, as it is before the preprocessor; `file` only names it in errors.
/// Malformed, with line and column, where it is no device tree; TooLarge over the limits above.
Result<DtsSource> parse_dts_source(std::string_view text, std::string_view file);

/// The text again, from the tokens.
std::string dts_text(const DtsSource& source);

}  // namespace rampart
