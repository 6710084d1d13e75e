#include <rampart/base/result.h>

namespace rampart {

std::string to_string(const Error& error) {
  const std::string place = to_string(error.where);
  return place.empty() ? error.what : place + ": " + error.what;
}

}  // namespace rampart
