#pragma once

#include <span>
#include <vector>

#include <rampart/base/units.h>

#include "analyses/explain/story.h"

namespace rampart {

/// The CMA areas whose files of debugfs somebody pasted, `grep . /sys/kernel/debug/cma/NAME/*` or `cat` of one after
/// the other: their sizes and what was free. The files count pages of this size.
std::vector<StoryPool> pasted_pools(std::span<const Clue> clues, Bytes page_size);

}  // namespace rampart
