#include "analyses/cma_change.h"

#include <algorithm>

namespace rampart {
namespace {

/// The pages of `runs` that are in no run of `without`; both lowest first.
std::vector<PageRun> difference(const std::vector<PageRun>& runs, const std::vector<PageRun>& without) {
  std::vector<PageRun> left;
  auto other = without.begin();
  for (const PageRun& run : runs) {
    std::uint64_t at = run.first.value;
    const std::uint64_t end = at + run.count.value;
    while (other != without.end() && other->first.value + other->count.value <= at) ++other;
    for (auto hit = other; hit != without.end() && hit->first.value < end; ++hit) {
      if (hit->first.value > at) left.push_back({{at}, {hit->first.value - at}});
      at = std::max(at, hit->first.value + hit->count.value);
    }
    if (at < end) left.push_back({{at}, {end - at}});
  }
  return left;
}

}  // namespace

std::vector<PhysRange> newly_held(const CmaPoolView& before, const CmaPoolView& after, Bytes page_size) {
  std::vector<PhysRange> held;
  for (std::size_t i = 0; i < std::min(before.ranges.size(), after.ranges.size()); ++i) {
    const auto& was_free = before.ranges[i].free;
    const auto& is_free = after.ranges[i].free;
    if (!was_free || !is_free) continue;
    for (const PageRun& run : difference(was_free->runs, is_free->runs)) {
      const PhysAddr base{before.ranges[i].range.base().value + run.first.value * page_size.value};
      if (const auto range = PhysRange::make(base, {run.count.value * page_size.value})) held.push_back(*range);
    }
  }
  return held;
}

}  // namespace rampart
