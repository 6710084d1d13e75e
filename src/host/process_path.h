#pragma once

#include <optional>
#include <string_view>

namespace rampart {

/// `/proc/<pid>/<rest>`: the process, a number, `self` or `thread-self`, and what of it.
struct ProcessPath {
  std::string_view process;
  std::string_view rest;  ///< Empty for the directory itself.
};

/// The parts of a path that belongs to a process; nothing for any other.
std::optional<ProcessPath> process_path(std::string_view path);

}  // namespace rampart
