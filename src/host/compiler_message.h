#pragma once

#include <string_view>

#include <rampart/base/result.h>

namespace rampart {

/// The first error among what cpp or dtc wrote to its standard error, in our form, with the file, line and column
/// that it names. `file` stands in where it names none.
Error first_compiler_error(std::string_view text, std::string_view file);

}  // namespace rampart
