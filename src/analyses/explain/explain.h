#pragma once

#include <vector>

#include "analyses/explain/cause.h"
#include "analyses/explain/story.h"

namespace rampart {

/// What is behind the trouble that a story tells of: errors first, then warnings, then notes; within each the surer one
/// first. What follows from another stands in its `consequences`. Pure: the same story gives the same answer.
std::vector<Cause> explain(const Story& story);

}  // namespace rampart
