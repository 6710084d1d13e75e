#pragma once

#include <string_view>

namespace rampart {

/// The words between which rampart, as the first program of a virtual machine, writes files to the console: a line
/// `@@rampart file PATH` before each file's own lines, and at the end of all `@@rampart done`.
constexpr std::string_view guest_file_mark = "@@rampart file ";
constexpr std::string_view guest_end_mark = "@@rampart done";

}  // namespace rampart
