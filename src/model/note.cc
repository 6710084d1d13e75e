#include <rampart/model/note.h>

namespace rampart {

std::string to_string(const Note& note) {
  std::string text = note.path + ": " + note.reason;
  if (!note.remedy.empty()) text += " (" + note.remedy + ')';
  return text;
}

}  // namespace rampart
