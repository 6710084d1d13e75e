#include "cli/python_input.h"

#include <fmt/format.h>

#include "base/malformed.h"
#include "host/pieces.h"

namespace rampart {

namespace {

std::string name_of_input(const std::string& path) { return path == "-" ? "standard input" : path; }

}  // namespace

Result<std::string> read_board_text(const std::string& path) {
  std::string text;
  bool is_too_long = false;
  const auto read = read_pieces(path, [&](std::string_view piece) {
    is_too_long = text.size() + piece.size() > max_python_paste;
    if (!is_too_long) text += piece;
    return !is_too_long;
  });
  if (!read) return std::unexpected(read.error());
  if (is_too_long) {
    return refused(Errc::TooLarge, name_of_input(path),
                   fmt::format("too long (expected at most {} bytes)", max_python_paste));
  }
  return text;
}

Result<PythonPaste> read_python_paste(const std::string& path) {
  const auto text = read_board_text(path);
  if (!text) return std::unexpected(text.error());
  const std::string name = name_of_input(path);
  auto paste = parse_python_paste(*text, name);
  if (paste && paste->empty()) {
    return refused(Errc::NotFound, name,
                   "nothing of MicroPython in it (expected what micropython.mem_info() printed, or a banner)");
  }
  return paste;
}

}  // namespace rampart
