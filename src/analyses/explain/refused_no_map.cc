#include "analyses/explain/refused_no_map.h"

#include <algorithm>

namespace rampart {
namespace {

/// What the log shows reserved: /proc/iomem, and regions under other names.
RangeSet kept_ranges(const Story& story, const std::string& but_for) {
  std::vector<PhysRange> kept;
  for (const Clue* const line : story.clues(LogFact::IoMemRange)) {
    if (line->event.name != "reserved") continue;
    if (const auto range = range_of(line->event)) kept.push_back(*range);
  }
  for (const LogFact what : {LogFact::RegionLine, LogFact::RegionForNode}) {
    for (const Clue* const line : story.clues(what)) {
      if (line->event.name == but_for || line->event.reusable == true) continue;
      if (const auto range = range_of(line->event)) kept.push_back(*range);
    }
  }
  return RangeSet{std::move(kept)};
}

std::optional<PhysRange> reserve_over(const Story& story, const PhysRange& range) {
  if (story.board() == nullptr) return std::nullopt;
  for (const MemReserve& entry : story.board()->tree.mem_reserves) {
    const auto reserve = PhysRange::make({entry.base}, {entry.size});
    if (reserve && reserve->overlaps(range)) return reserve;
  }
  return std::nullopt;
}

}  // namespace

std::vector<RefusedNoMap> refused_no_maps(const Story& story) {
  std::vector<RefusedNoMap> all;
  for (const Clue* const line : story.clues(LogFact::NodeNotReserved)) {
    RefusedNoMap one{.line = line, .range = range_of(line->event)};
    if (one.range) {
      one.is_kept = RangeSet{{*one.range}}.without(kept_ranges(story, line->event.name)).empty();
      one.reserve = reserve_over(story, *one.range);
    }
    all.push_back(one);
  }
  return all;
}

bool has_firmware_fault(const Story& story) { return story.has(LogFact::ExternalAbort); }

void tell_refused(CauseDraft& cause, const std::vector<RefusedNoMap>& refused) {
  std::vector<FactObject> regions;
  for (const RefusedNoMap& one : refused) {
    const LogEvent& event = one.line->event;
    cause.evidence(one.line).region(event.name);
    FactObject region{{"name", event.name}};
    if (event.first) region.emplace_back("start", *event.first);
    if (event.size) region.emplace_back("size_bytes", event.size->value);
    regions.push_back(std::move(region));
  }
  const LogEvent& first = refused.front().line->event;
  cause.fact("region_name", first.name).fact("region_base", first.first).fact("region_size_bytes", first.size);
  cause.fact("failed_regions", std::move(regions));
}

}  // namespace rampart
