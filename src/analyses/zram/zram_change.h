#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/model/note.h>

#include "analyses/zram/zram_plan.h"

namespace rampart {

/// How far a step of a change has come.
enum class ZramStepState : std::uint8_t { Planned, Done, Failed, Undone };

/// `planned`, `done`, `failed`, `undone`, as in JSON.
std::string_view to_string(ZramStepState state);

/// A configuration file that changes with it.
struct ZramFileChange {
  std::string path;
  std::optional<std::string> before;  ///< Nothing where there is no such file yet.
  std::optional<std::string> after;   ///< Nothing where it goes.
  bool executable = false;
};

/// A change of the running system as it was planned, and what became of it.
struct ZramChange {
  std::string_view command;  ///< `zram-enable` or `zram-disable`.
  std::string summary;       ///< What it comes to, one line.
  std::string device;
  bool apply = false;  ///< Asked for, not only shown.
  std::vector<ZramStep> steps{};
  std::vector<ZramStepState> states{};  ///< Of each step.
  std::vector<ZramFileChange> files{};
  std::optional<ZramReturn> back{};  ///< Of `zram disable`.
  std::vector<Finding> findings{};
  std::vector<Note> notes{};
  std::optional<Error> error{};         ///< Why it stopped.
  std::vector<Error> not_taken_back{};  ///< What could not be undone then.

  bool done() const { return apply && !error; }
};

/// `zram0: 64 MiB of compressed swap, lz4, priority 100, limit 16 MiB`.
ZramChange change_of(const ZramSetup& setup);
ZramChange change_of(const ZramTeardown& teardown);

}  // namespace rampart
