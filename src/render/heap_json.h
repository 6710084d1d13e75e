#pragma once

#include <rampart/model/heap_facts.h>

#include "render/json_parts.h"

namespace rampart {

/// A pool's name, place and use; what is not known is null.
Json to_json(const PoolFacts& pool);

}  // namespace rampart
