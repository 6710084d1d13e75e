#pragma once

#include <string_view>

namespace rampart {

/// Whether `text` follows `pattern`, in which `*` stands for any run of characters, a slash too, and `?` for one.
bool glob_matches(std::string_view pattern, std::string_view text);

}  // namespace rampart
