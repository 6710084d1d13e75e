#pragma once

#include "analyses/zram/zram_plan.h"
#include "base/file_tree.h"

namespace rampart {

/// Reads what a plan for zram rests on.
ZramFacts read_zram_facts(FileTree& files);

}  // namespace rampart
