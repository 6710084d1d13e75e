#include <rampart/model/origin.h>

namespace rampart {

std::string to_string(const Origin& origin) {
  std::string text = to_string(origin.where);
  if (!text.empty() && !origin.detail.empty()) text += ' ';
  return text + origin.detail;
}

}  // namespace rampart
