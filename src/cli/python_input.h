#pragma once

#include <cstddef>
#include <string>

#include <rampart/base/result.h>

#include "sources/python_paste.h"

namespace rampart {

/// No paste is longer; more of it is refused as TooLarge.
constexpr std::size_t max_python_paste = std::size_t{64} << 20;

/// A text that a board printed; `-` is standard input.
Result<std::string> read_board_text(const std::string& path);

/// A file with what a MicroPython board printed, `-` is standard input. NotFound if nothing of MicroPython is in it.
Result<PythonPaste> read_python_paste(const std::string& path);

}  // namespace rampart
