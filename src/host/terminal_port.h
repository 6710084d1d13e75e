#pragma once

#include <memory>
#include <string>

#include <rampart/base/result.h>
#include <rampart/host/unique_fd.h>

#include "host/board_port.h"

namespace rampart {

/// Opens a terminal device for reading and writing without waiting for a carrier. NotFound, NoPermission with the group
/// that may use it, Io if another program has it to itself (TIOCEXCL), Unsupported if it is no terminal.
Result<UniqueFd> open_terminal_line(const std::string& path);

/// Has the terminal to itself, without echo and line editing, until it is destroyed; it is as before then. Io if
/// another program has locked it.
Result<std::unique_ptr<BoardPort>> use_terminal(const std::string& path, UniqueFd line);

/// The error for a device that another program uses.
Error port_is_taken(const std::string& path);

/// Gives what was written a moment to go out and drops the rest: to close a line that does not move may take 30 s.
void let_output_go(int descriptor);

}  // namespace rampart
