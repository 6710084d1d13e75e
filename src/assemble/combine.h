#pragma once

#include <vector>

#include <rampart/model/memory_map.h>

namespace rampart {

/// What one source says of a device's memory.
struct SourceRegions {
  std::vector<Region> regions;
  std::vector<DynamicRegion> dynamic;
};

/// Makes one map of what several sources say of one device, the first being the one to name things after.
///
/// The same range told twice is one region: it keeps the first name and place, takes what else the later source knows
/// (use, kind, users) and names that source in `confirmed_by`. A region declared by size only takes the address that
/// a later source gives for its name. RAM inside RAM that is known already only confirms it. Everything else stays,
/// and what contradicts itself is a finding of the map.
MemoryMap combine(std::vector<SourceRegions> sources);

}  // namespace rampart
