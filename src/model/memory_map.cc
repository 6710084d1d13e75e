#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include <rampart/model/memory_map.h>

namespace rampart {
namespace {

/// How much a region says of its bytes: RAM says least, a region with an owner most.
int rank(const Region& region) {
  if (region.kind == Kind::Hole) return 0;
  if (region.kind == Kind::Ram) return 1;
  return region.attributes.anonymous ? 2 : 3;
}

/// The order of `MemoryMap::regions()`: what lies around comes before what lies inside. It names everything that
/// decides who owns a byte, so that the order in which sources were read does not.
bool comes_before(const Region& x, const Region& y) {
  const auto key = [](const Region& region) {
    const bool says_kind = region.kind != Kind::Reserved;
    return std::tuple{region.range.base(), UINT64_MAX - region.range.size().value, rank(region), says_kind,
                      region.kind};
  };
  return std::tuple{key(x), std::string_view{x.name}} < std::tuple{key(y), std::string_view{y.name}};
}

/// Orders regions so that the one which owns a byte comes first.
struct InnermostFirst {
  const std::vector<Region>* regions;
  bool operator()(std::size_t a, std::size_t b) const {
    const Region& x = (*regions)[a];
    const Region& y = (*regions)[b];
    return std::tuple{-rank(x), x.range.size(), x.range.base(), b} <
           std::tuple{-rank(y), y.range.size(), y.range.base(), a};
  }
};

/// The addresses at which the innermost region may change: each base, and each address after a last one.
std::vector<std::uint64_t> boundaries(const std::vector<Region>& regions) {
  std::vector<std::uint64_t> points;
  points.reserve(regions.size() * 2);
  for (const Region& region : regions) {
    points.push_back(region.range.base().value);
    if (region.range.last().value != UINT64_MAX) points.push_back(region.range.last().value + 1);
  }
  std::ranges::sort(points);
  points.erase(std::unique(points.begin(), points.end()), points.end());
  return points;
}

void append(std::vector<Span>& spans, const Span& next) {
  if (spans.empty() || spans.back().kind != next.kind || spans.back().region != next.region) {
    spans.push_back(next);
    return;
  }
  spans.back().range = *PhysRange::from_first_last(spans.back().range.base(), next.range.last());
}

/// Cuts the address space at every boundary and gives each piece to the innermost region there.
std::vector<Span> cut(const std::vector<Region>& regions) {
  std::vector<std::size_t> by_last(regions.size());
  for (std::size_t i = 0; i < by_last.size(); ++i) by_last[i] = i;
  std::ranges::sort(by_last, {}, [&](std::size_t i) { return std::pair{regions[i].range.last(), i}; });

  std::uint64_t highest = 0;
  for (const Region& region : regions) highest = std::max(highest, region.range.last().value);

  const std::vector<std::uint64_t> points = boundaries(regions);
  std::set<std::size_t, InnermostFirst> active{InnermostFirst{&regions}};
  std::vector<Span> spans;
  auto opening = std::size_t{0};
  auto closing = by_last.begin();
  for (std::size_t i = 0; i < points.size() && points[i] <= highest; ++i) {
    const std::uint64_t point = points[i];
    for (; closing != by_last.end() && regions[*closing].range.last().value < point; ++closing) active.erase(*closing);
    for (; opening < regions.size() && regions[opening].range.base().value == point; ++opening) active.insert(opening);
    const std::uint64_t last = i + 1 < points.size() ? points[i + 1] - 1 : highest;
    const auto range = PhysRange::from_first_last({point}, {last});
    if (!range) continue;
    if (active.empty()) {
      append(spans, {*range, Kind::Hole, std::nullopt});
    } else {
      append(spans, {*range, regions[*active.begin()].kind, *active.begin()});
    }
  }
  return spans;
}

Finding overlap_finding(const Region& a, const Region& b) {
  const bool contained = a.range.contains(b.range) || b.range.contains(a.range);
  return {.rule = "overlap",
          .severity = Severity::Warning,
          .message =
              a.name + (contained ? " and " : " runs into ") + b.name + (contained ? " lie one inside the other" : ""),
          .help = "",
          .regions = {a.name, b.name},
          .locations = {a.origin, b.origin}};
}

}  // namespace

MemoryMap MemoryMap::build(std::vector<Region> regions, std::vector<DynamicRegion> dynamic) {
  MemoryMap map;
  map.regions_ = std::move(regions);
  map.dynamic_ = std::move(dynamic);
  std::ranges::stable_sort(map.regions_, comes_before);
  map.spans_ = cut(map.regions_);

  const auto pairs = map.overlaps(max_overlap_findings + 1);
  for (const auto& [a, b] : pairs) {
    if (map.findings_.size() == max_overlap_findings) {
      map.findings_.push_back({.rule = "overlap",
                               .severity = Severity::Warning,
                               .message = "more overlaps than the " + std::to_string(max_overlap_findings) + " listed",
                               .help = "",
                               .regions = {},
                               .locations = {}});
      break;
    }
    map.findings_.push_back(overlap_finding(map.regions_[a], map.regions_[b]));
  }
  return map;
}

const Region* MemoryMap::at(PhysAddr address) const {
  const auto span = std::ranges::partition_point(spans_, [&](const Span& s) { return s.range.last() < address; });
  if (span == spans_.end() || !span->range.contains(address) || !span->region) return nullptr;
  return &regions_[*span->region];
}

std::vector<const Region*> MemoryMap::covering(PhysAddr address) const {
  std::vector<const Region*> found;
  for (const Region& region : regions_) {
    if (region.range.base() > address) break;
    if (region.range.contains(address)) found.push_back(&region);
  }
  return found;
}

std::vector<PhysRange> MemoryMap::gaps() const {
  std::vector<PhysRange> holes;
  for (const Span& span : spans_) {
    if (span.kind == Kind::Hole) holes.push_back(span.range);
  }
  return holes;
}

std::vector<std::pair<std::size_t, std::size_t>> MemoryMap::overlaps(std::size_t limit) const {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  std::vector<std::size_t> open;  // named regions that reach at least to the current base
  for (std::size_t i = 0; i < regions_.size() && pairs.size() < limit; ++i) {
    if (rank(regions_[i]) < 3) continue;
    const PhysAddr base = regions_[i].range.base();
    std::erase_if(open, [&](std::size_t j) { return regions_[j].range.last() < base; });
    for (const std::size_t j : open) {
      if (pairs.size() == limit) break;
      pairs.emplace_back(j, i);
    }
    open.push_back(i);
  }
  return pairs;
}

Bytes MemoryMap::sum(Kind kind) const {
  Bytes total;
  for (const Span& span : spans_) {
    if (span.kind == kind) total = saturating_add(total, span.range.size());
  }
  return total;
}

Bytes MemoryMap::installed() const {
  Bytes total;
  std::optional<PhysAddr> counted;  // the last RAM address counted so far
  for (const Region& region : regions_) {
    if (region.kind != Kind::Ram || (counted && region.range.last() <= *counted)) continue;
    const PhysAddr first =
        counted && region.range.base() <= *counted ? PhysAddr{counted->value + 1} : region.range.base();
    total = saturating_add(total, PhysRange::from_first_last(first, region.range.last())->size());
    counted = region.range.last();
  }
  return total;
}

}  // namespace rampart
