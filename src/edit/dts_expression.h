#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace rampart {

/// What `#define NAME text` says of names without arguments.
using DtsMacros = std::map<std::string, std::string, std::less<>>;

/// What a cell is worth, where that can be told without a compiler: a number in C's notation, `SZ_1M` and its like, a
/// macro whose text is worth something, and expressions of those with + - * / << >> & | and parentheses. Nothing for
/// all else, and for what is deeper than any hand writes.
std::optional<std::uint64_t> dts_number(std::string_view text, const DtsMacros& macros);

}  // namespace rampart
