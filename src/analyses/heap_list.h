#pragma once

#include <rampart/model/heap_facts.h>

#include "assemble/heap_sources.h"

namespace rampart {

/// Joins the heaps with what backs them, and says which pools no heap gives out and why.
HeapList heap_list(const HeapSources& sources);

}  // namespace rampart
