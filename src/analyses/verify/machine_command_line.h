#pragma once

#include <cstdint>
#include <string>

#include "sources/cmdline.h"

namespace rampart {

/// A board's command line as a virtual machine is given it: behind the machine's own words everything that does not
/// choose a console, its loudness or the first program, and with the memory addresses of `cma=`, `mem=`,
/// `crashkernel=` and `memmap=` moved by `shift`.
std::string machine_command_line(const CommandLine& board, std::string_view machine_words, std::uint64_t shift);

}  // namespace rampart
