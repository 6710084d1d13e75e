#pragma once

#include <string>
#include <string_view>

namespace rampart {

/// A kernel log, or any other text of the kernel's, without process names, hardware addresses, serial numbers and the
/// hidden values of command lines. Lines that hold none of them stay byte for byte.
std::string redact_log(std::string_view text);

}  // namespace rampart
