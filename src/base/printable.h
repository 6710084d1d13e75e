#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rampart {

/// Text of unknown origin made safe to show on a terminal or in a document: valid UTF-8, one line, left to right.
/// Invalid bytes, control characters, escape sequences' first bytes and characters that reorder text become U+FFFD.
std::string printable(std::string_view text);

/// Columns that `printable` text takes in a fixed-width font: two for wide East Asian characters, none for marks.
std::size_t display_width(std::string_view text);

/// `printable` text cut to at most `width` columns, the last being an ellipsis if anything was cut off.
std::string shortened(std::string_view text, std::size_t width);
/// The same, with the ellipsis in place of the beginning: for places, whose end says most.
std::string shortened_front(std::string_view text, std::size_t width);

}  // namespace rampart
