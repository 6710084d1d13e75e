#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace rampart {

/// For whom output is written: how wide it may be, and whether colour reaches a person.
struct Terminal {
  static constexpr std::size_t default_width = 100;

  bool is_terminal = false;
  std::size_t width = default_width;  ///< In columns.
  bool colour = false;
  friend bool operator==(const Terminal&, const Terminal&) = default;
};

/// What decides it, as the system tells.
struct TerminalFacts {
  bool is_terminal = false;
  std::size_t columns = 0;              ///< Zero where the terminal does not know its size.
  std::optional<std::string> no_color;  ///< The environment's NO_COLOR; colour is off if it is there and not empty.
  std::optional<std::string> term;      ///< TERM; `dumb` takes no colour.
};

Terminal terminal_from(const TerminalFacts& facts);

/// Asks the system about a descriptor, usually standard output.
Terminal inspect_terminal(int descriptor);

/// True if a descriptor, usually standard input, is a pipe, a socket or a file: somebody feeds it.
bool is_fed(int descriptor);

/// The locale of messages: LC_ALL, else LC_MESSAGES, else LANG; empty where none is set.
std::string message_locale();

}  // namespace rampart
