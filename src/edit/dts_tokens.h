#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/source_pos.h>

namespace rampart {

/// The bytes [begin, end) of a source.
struct DtsSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool empty() const { return begin == end; }
  friend bool operator==(const DtsSpan&, const DtsSpan&) = default;
};

enum class DtsTokenKind {
  Blank,         ///< Spaces, tabs and ends of lines.
  Comment,       ///< `/* */` or `//`, the latter without the end of its line.
  Preprocessor,  ///< `#define` and the like, with its continued lines, without the end of the last; `#if 0` with all
                 ///< that it hides.
  String,        ///< `"..."`
  Character,     ///< `'...'`
  Word,          ///< A name, number, macro, `/keyword/` or part of an expression.
  Reference,     ///< `&label` or `&{/path}`
  Mark,          ///< One of `{ } < > [ ] ( ) ; = , :` or an operator.
};

struct DtsToken {
  DtsTokenKind kind{};
  DtsSpan span;
  friend bool operator==(const DtsToken&, const DtsToken&) = default;
};

/// The tokens of a source, which together are the whole of it. Malformed, with line and column, where none begins.
Result<std::vector<DtsToken>> dts_tokens(std::string_view text, std::string_view file);

/// The name after the `#` of a preprocessor's line: `ifdef`, `include`; of a line marker its number.
std::string_view preprocessor_keyword(std::string_view line);

/// Line and column of a byte.
SourcePos dts_position(std::string_view text, std::string_view file, std::size_t at);

/// Whether a word may be a label: letters, digits and `_`, and no digit first.
bool is_dts_label(std::string_view word);

}  // namespace rampart
