#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <rampart/model/origin.h>

namespace rampart {

enum class Severity { Error, Warning, Note };

/// `error`, `warning`, `note`.
std::string_view to_string(Severity severity);

/// One thing that is wrong, or worth knowing, and where.
struct Finding {
  std::string rule;  ///< A stable id such as `overlap`.
  Severity severity{};
  std::string message;               ///< What is the matter, one sentence without a full stop.
  std::string help;                  ///< What to do about it; may be empty.
  std::vector<std::string> regions;  ///< Names of the regions concerned.
  std::vector<Origin> locations;     ///< The places concerned, the main one first.
  std::string effect{};              ///< What the kernel asked about will do; may be empty.
  friend bool operator==(const Finding&, const Finding&) = default;
};

}  // namespace rampart
