#include <rampart/base/source_pos.h>

namespace rampart {

std::string to_string(const SourcePos& where) {
  std::string text = where.file;
  if (where.line == 0) return text;
  text += ':' + std::to_string(where.line);
  if (where.column != 0) text += ':' + std::to_string(where.column);
  return text;
}

}  // namespace rampart
