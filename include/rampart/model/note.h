#pragma once

#include <string>

namespace rampart {

/// Something that could not be read, or was read and is not understood. It stands in the answer in place of a number:
/// "not readable" is never zero.
struct Note {
  std::string path;    ///< The file that is missing, forbidden or strange.
  std::string reason;  ///< What is the matter, lower case, no full stop.
  std::string remedy;  ///< How to get it; empty where there is no way.
  friend bool operator==(const Note&, const Note&) = default;
};

/// `path: reason (remedy)`.
std::string to_string(const Note& note);

}  // namespace rampart
