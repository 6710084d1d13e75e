#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rampart {

/// Adds text to `out` in lines of at most `width` columns, 0 is without limit, cut at blanks; a longer word stays
/// whole. The first line begins where the caller left off, after `indent` columns, and the others below it.
void append_wrapped(std::string& out, std::string_view text, std::size_t indent, std::size_t width);

/// The paragraphs of a text, which empty lines separate, each wrapped and followed by an empty line.
void append_paragraphs(std::string& out, std::string_view text, std::size_t width);

}  // namespace rampart
