#include "analyses/explain/told_regions.h"

#include <algorithm>

#include "model/range_text.h"

namespace rampart {
namespace {

/// The region of this range, which is added if nobody told of it yet.
ToldRegion& region_at(std::vector<ToldRegion>& regions, const PhysRange& range) {
  const auto known = std::ranges::find(regions, range, &ToldRegion::range);
  return known != regions.end() ? *known : regions.emplace_back(ToldRegion{.range = range, .name = {}});
}

}  // namespace

std::vector<ToldRegion> told_regions(const Story& story) {
  std::vector<ToldRegion> regions;
  if (const CheckInput* const input = story.board_input()) {
    for (const StaticRange& each : input->ranges) {
      const ReservedNode* const node = input->nodes[each.node].node;
      regions.push_back({.range = each.range, .name = node->name, .node = node});
    }
  }
  for (const LogFact what : {LogFact::RegionLine, LogFact::CmaPoolCreated, LogFact::DmaPoolCreated,
                             LogFact::NodeNotReserved, LogFact::CmaReserved, LogFact::CrashReserved}) {
    for (const Clue* const clue : story.clues(what)) {
      const auto range = range_of(clue->event);
      if (!range) continue;
      ToldRegion& region = region_at(regions, *range);
      if (region.name.empty()) region.name = clue->event.name;
      region.clue = clue;
    }
  }
  for (const Clue* const clue : story.clues(LogFact::LoaderNotReserved)) {
    if (const auto range = range_of(clue->event)) region_at(regions, *range).refused = clue;
  }
  std::ranges::stable_sort(regions, {}, &ToldRegion::range);
  return regions;
}

std::vector<ToldRegion> unexplained_refusals(const Story& story) {
  std::vector<ToldRegion> left = told_regions(story);
  const std::vector<BootImage> images = boot_images(story);
  std::erase_if(left, [&](const ToldRegion& region) {
    return region.refused == nullptr || std::ranges::any_of(images, [&](const BootImage& image) {
             return image.place != BootImage::Place::Meant && image.range.overlaps(region.range);
           });
  });
  return left;
}

std::string name_or_range(const ToldRegion& region) {
  return region.name.empty() ? range_text(region.range) : region.name;
}

RangeSet unreserved_ram(const Story& story) {
  const CheckInput* const input = story.board_input();
  if (input == nullptr) return {};
  std::vector<PhysRange> reserved;
  for (const StaticRange& each : input->ranges) reserved.push_back(each.range);
  return RangeSet{input->ram}.without(RangeSet{std::move(reserved)});
}

std::optional<PhysRange> lowest_place(const RangeSet& memory, Bytes size, Bytes step, PhysAddr from) {
  for (const PhysRange& run : memory.ranges()) {
    const std::uint64_t low = std::max(run.base(), from).value;
    if (low > UINT64_MAX - step.value) break;
    const auto place = PhysRange::make({(low + step.value - 1) / step.value * step.value}, size);
    if (place && run.contains(*place)) return place;
  }
  return std::nullopt;
}

void tell_region(CauseDraft& cause, const ToldRegion& region) {
  if (!region.name.empty()) cause.region(region.name).fact("region_name", region.name);
  if (region.node != nullptr) cause.at({region.node->where, region.node->path});
  cause.fact("region_base", region.range.base().value).fact("region_size_bytes", region.range.size());
}

}  // namespace rampart
