#pragma once

#include <algorithm>
#include <array>

#include "analyses/explain/story.h"

namespace rampart {

/// True if the log has lines of the kernel's early memory set-up: what it does not say of that did not happen.
inline bool tells_early_boot(const Story& story) {
  constexpr std::array early = {
      LogFact::KernelVersion, LogFact::MemoryLine,  LogFact::NodeRange,   LogFact::ZoneRange,
      LogFact::CmaReserved,   LogFact::CmaFailed,   LogFact::RegionLine,  LogFact::CmaPoolCreated,
      LogFact::NodeFailed,    LogFact::TreeNotUsed, LogFact::CommandLine, LogFact::NodeInitialized,
  };
  return std::ranges::any_of(early, [&](LogFact what) { return story.has(what); });
}

}  // namespace rampart
