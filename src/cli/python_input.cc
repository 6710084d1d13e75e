#include "cli/python_input.h"

#include <fmt/format.h>

#include "base/malformed.h"
#include "host/pieces.h"

namespace rampart {

Result<PythonPaste> read_python_paste(const std::string& path) {
  std::string text;
  bool is_too_long = false;
  const auto read = read_pieces(path, [&](std::string_view piece) {
    is_too_long = text.size() + piece.size() > max_python_paste;
    if (!is_too_long) text += piece;
    return !is_too_long;
  });
  if (!read) return std::unexpected(read.error());
  const std::string name = path == "-" ? "standard input" : path;
  if (is_too_long) {
    return refused(Errc::TooLarge, name, fmt::format("too long (expected at most {} bytes)", max_python_paste));
  }
  auto paste = parse_python_paste(text, name);
  if (paste && paste->empty()) {
    return refused(Errc::NotFound, name,
                   "nothing of MicroPython in it (expected what micropython.mem_info() printed, or a banner)");
  }
  return paste;
}

}  // namespace rampart
