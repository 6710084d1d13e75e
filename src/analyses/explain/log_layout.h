#pragma once

#include <string>
#include <vector>

#include <rampart/model/range_set.h>

#include "analyses/explain/story.h"

namespace rampart {

/// A region that the log tells of.
struct LogRegion {
  std::string name;  ///< Of its node; empty if the log does not name it.
  PhysRange range;
  const Clue* clue;
};

/// RAM as the kernel of the log knows it; empty if the log does not tell.
RangeSet banks_of_log(const Story& story);

/// Where the log says that regions and pools lie, each once, in the order of the log.
std::vector<LogRegion> regions_of_log(const Story& story);

}  // namespace rampart
