#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rampart/base/result.h>

#include "cli/option_parser.h"
#include "sources/python_probe.h"

namespace rampart {

/// How a board is reached, as options of a command.
struct BoardAccess {
  std::string port;
  std::string tcp;
  std::uint64_t baud = 115200;
  std::optional<double> timeout;
  bool interrupt = false;

  void add_to(OptionParser& parser);
};

/// One reading of a board, which is as before when it is over: its REPL for people, its port released.
struct BoardReading {
  std::string port;
  PythonReading reading;
  double seconds = 0;      ///< When it was read, by a clock that only goes forward.
  bool was_reset = false;  ///< The board started when its port was opened.
};

/// Opens the port, reads, leaves and closes it. `command` names the command in errors of usage. Empty if a signal asked
/// to stop: the board is left as it was then too. Errors are those of BoardPort and RawRepl.
Result<std::optional<BoardReading>> read_board_heap(const std::string& command, const BoardAccess& access,
                                                    const PythonProbe::Options& options);

}  // namespace rampart
