#include "analyses/cma_bitmap.h"

#include <algorithm>
#include <bit>

namespace rampart {
namespace {

PhysRange placed(const CmaPoolRange& range, const PageRun& run, Bytes page_size) {
  const PhysAddr base{range.range.base().value + run.first.value * page_size.value};
  // A run lies within the range, so this never falls back.
  return PhysRange::make(base, {run.count.value * page_size.value}).value_or(range.range);
}

/// The longest that `find` finds in any range; of equal ones the first.
template <typename Find>
std::optional<PhysRange> longest_of(const CmaPoolView& pool, Bytes page_size, Find find) {
  std::optional<PhysRange> longest;
  for (const CmaPoolRange& range : pool.ranges) {
    const std::optional<PageRun> run = find(*range.free);
    if (!run) continue;
    const PhysRange place = placed(range, *run, page_size);
    if (!longest || place.size() > longest->size()) longest = place;
  }
  return longest;
}

std::vector<CmaRunClass> run_classes(const CmaPoolView& pool, Bytes page_size) {
  std::vector<CmaRunClass> classes;
  for (const CmaPoolRange& range : pool.ranges) {
    for (const PageRun& run : range.free->runs) {
      const auto order = static_cast<std::size_t>(std::bit_width(run.count.value) - 1);
      while (classes.size() <= order) classes.push_back({{page_size.value << classes.size()}, 0, {}});
      ++classes[order].count;
      classes[order].size.value += run.count.value * page_size.value;
    }
  }
  const auto first = std::ranges::find_if(classes, [](const CmaRunClass& each) { return each.count != 0; });
  classes.erase(classes.begin(), first);
  return classes;
}

std::vector<CmaLargest> largest_by_alignment(const CmaPoolView& pool, Bytes page_size) {
  std::vector<CmaLargest> largest;
  for (unsigned order = 0; order < 64; ++order) {
    const auto place =
        longest_of(pool, page_size, [&](const CmaFreeSpace& space) { return largest_fit(space, order); });
    largest.push_back({{page_size.value << order}, place});
    if (!place || (page_size.value << order) > UINT64_MAX / 2) break;
  }
  return largest;
}

CmaTrial trial(const CmaPoolView& pool, const CmaView& view, const CmaAsked& asked) {
  const CmaRequest request = request_for(asked.size, view, asked.alignment);
  CmaTrial result{.size = asked.size,
                  .alignment = {view.page_size.value << request.alignment_order},
                  .place = place_for(pool, view.page_size, request),
                  .count = 0};
  if (const auto measured = fragmentation(pool, view.page_size, request)) result.count = measured->count.value_or(0);
  return result;
}

}  // namespace

CmaBitmapReport bitmap_report(const CmaPoolView& pool, const CmaView& view, std::span<const CmaAsked> asked) {
  CmaBitmapReport report{.pool = &pool,
                         .longest_at = {},
                         .runs = run_classes(pool, view.page_size),
                         .largest = {},
                         .largest_dma = {},
                         .trials = {}};
  report.largest = largest_by_alignment(pool, view.page_size);
  if (const auto& longest = report.largest.front().place) report.longest_at = longest->base();
  report.largest_dma = longest_of(
      pool, view.page_size, [&](const CmaFreeSpace& space) { return largest_dma_fit(space, view.alignment_cap); });
  for (const CmaAsked& each : asked) report.trials.push_back(trial(pool, view, each));
  return report;
}

Occupancy occupancy_of(const CmaPoolRange& range, Bytes page_size) {
  Occupancy occupancy{page_size, {}};
  const std::uint64_t size = range.range.size().value;
  std::uint64_t at = 0;
  const auto add = [&](Occupancy::State state, std::uint64_t end) {
    if (end > at) occupancy.runs.push_back({state, {end - at}});
    at = std::max(at, end);
  };
  for (const PageRun& run : range.free->runs) {
    const std::uint64_t first = std::min(size, run.first.value * page_size.value);
    add(Occupancy::State::Used, first);
    add(Occupancy::State::Free, std::min(size, first + run.count.value * page_size.value));
  }
  add(Occupancy::State::Used, size);
  return occupancy;
}

}  // namespace rampart
