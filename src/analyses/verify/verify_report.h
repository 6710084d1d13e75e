#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyses/verify/verification.h"

namespace rampart {

/// Everything that `verify` answers.
struct VerifyReport {
  enum class Source { Emulator, Snapshot, Log };

  std::string board;
  Source source{};
  std::string observed;  ///< The file of a snapshot or log.
  std::string release;   ///< `6.12.117`; the version that was asked for where nothing tells.
  Architecture architecture{};
  std::string command_line;
  LoadedImages loaded;
  std::optional<PhysAddr> ram_base;
  std::uint64_t shift = 0;
  std::uint64_t milliseconds = 0;  ///< The machine's time from start to end.
  Verification verification;
  std::vector<Finding> findings;   ///< The prediction's.
  std::vector<std::string> notes;  ///< What differs from the board, what was assumed, what could not be read.
};

}  // namespace rampart
