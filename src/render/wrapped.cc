#include "render/wrapped.h"

#include <algorithm>

namespace rampart {

void append_wrapped(std::string& out, std::string_view text, std::size_t indent, std::size_t width) {
  std::size_t column = indent;
  bool is_first = true;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find(' '), text.size());
    const bool fits = width == 0 || is_first || column + 1 + length <= width;
    if (!is_first && fits) out += ' ';
    if (!fits) out.append(1, '\n').append(indent, ' ');
    column = (fits ? column + (is_first ? 0 : 1) : indent) + length;
    out += text.substr(0, length);
    text.remove_prefix(std::min(length + 1, text.size()));
    is_first = false;
  }
  out += '\n';
}

void append_paragraphs(std::string& out, std::string_view text, std::size_t width) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    append_wrapped(out, text.substr(0, end), 0, width);
    out += '\n';
    text.remove_prefix(std::min(end + 2, text.size()));
  }
}

}  // namespace rampart
