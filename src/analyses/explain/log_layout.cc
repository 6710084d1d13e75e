#include "analyses/explain/log_layout.h"

#include <algorithm>

#include "analyses/explain/ram_words.h"

namespace rampart {

RangeSet banks_of_log(const Story& story) { return RangeSet{known_banks(story)}; }

std::vector<LogRegion> regions_of_log(const Story& story) {
  std::vector<LogRegion> regions;
  for (const Clue& clue : story.clues()) {
    switch (clue.event.what) {
      case LogFact::CmaPoolCreated:
      case LogFact::DmaPoolCreated:
      case LogFact::VendorPoolCreated:
      case LogFact::CmaReserved:
      case LogFact::RegionLine:
      case LogFact::RegionForNode:
      case LogFact::CrashReserved:
        break;
      default:
        continue;
    }
    const auto range = range_of(clue.event);
    const bool is_told = std::ranges::any_of(
        regions, [&](const LogRegion& one) { return range && one.range == *range && one.name == clue.event.name; });
    if (range && !is_told) regions.push_back({clue.event.name, *range, &clue});
  }
  return regions;
}

}  // namespace rampart
