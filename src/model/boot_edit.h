#pragma once

#include <optional>
#include <string>

namespace rampart {

/// One step of a change of what a kernel is told when it boots, whatever file holds it: a parameter of its command
/// line (`cma`), a symbol of its configuration (`CMA_SIZE_MBYTES`, without `CONFIG_`), or a key of a vendor's boot file
/// (`maix_memory_cmm`).
struct BootEdit {
  enum class Action {
    Set,     ///< Gives the last entry of this name its value, or adds one.
    Add,     ///< Adds an entry, whatever others of the name there are.
    Remove,  ///< Takes out every entry of this name.
  };
  Action action = Action::Set;
  std::string name;
  std::string value;                       ///< Not of Remove.
  std::optional<std::string> old_value{};  ///< Given: only entries of this value are set or removed.
  friend bool operator==(const BootEdit&, const BootEdit&) = default;
};

}  // namespace rampart
