#include "analyses/explain/cause.h"

#include <string_view>

namespace rampart {

std::string_view to_string(Confidence confidence) {
  switch (confidence) {
    case Confidence::Certain:
      return "certain";
    case Confidence::Likely:
      return "likely";
    case Confidence::Possible:
      return "possible";
  }
  return "";
}

}  // namespace rampart
