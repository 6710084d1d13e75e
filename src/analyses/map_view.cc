#include "analyses/map_view.h"

#include <algorithm>
#include <array>
#include <utility>

#include <rampart/model/range_set.h>

namespace rampart {
namespace {

constexpr std::size_t kind_count = static_cast<std::size_t>(Kind::Hole) + 1;

/// Bytes by kind while they are being added up.
class Tally {
 public:
  void add(Kind kind, Bytes size) {
    Bytes& sum = sums_[static_cast<std::size_t>(kind)];
    sum = saturating_add(sum, size);
  }
  std::vector<KindSum> sums() const {
    std::vector<KindSum> found;
    for (std::size_t i = 0; i < kind_count; ++i) {
      if (sums_[i] != Bytes{}) found.push_back({static_cast<Kind>(i), sums_[i]});
    }
    return found;
  }

 private:
  std::array<Bytes, kind_count> sums_{};
};

std::vector<bool> regions_with_spans(const MemoryMap& map) {
  std::vector<bool> owns(map.regions().size());
  for (const Span& span : map.spans()) {
    if (span.region) owns[*span.region] = true;
  }
  return owns;
}

std::vector<MapRow> covered_rows(const MemoryMap& map) {
  const std::vector<bool> owns = regions_with_spans(map);
  std::vector<MapRow> rows;
  for (std::size_t i = 0; i < owns.size(); ++i) {
    const Region& region = map.regions()[i];
    if (owns[i] || region.kind == Kind::Ram || region.kind == Kind::Hole || region.attributes.anonymous) continue;
    rows.push_back({.range = region.range, .kind = region.kind, .region = i, .covered = true});
  }
  return rows;
}

RangeSet ram_ranges(const MemoryMap& map) {
  std::vector<PhysRange> ranges;
  for (const Region& region : map.regions()) {
    if (region.kind == Kind::Ram) ranges.push_back(region.range);
  }
  return RangeSet{std::move(ranges)};
}

}  // namespace

std::string_view to_string(RamUser user) { return user == RamUser::Linux ? "linux" : "firmware"; }

// RAM beside such memory may be slack of its alignment.
bool is_reservation(Kind kind) {
  switch (kind) {
    case Kind::NoMap:
    case Kind::Reserved:
    case Kind::Cma:
    case Kind::DmaPool:
    case Kind::Crash:
    case Kind::Cmm:
    case Kind::Ion:
      return true;
    default:
      return false;
  }
}

std::vector<Finding> all_findings(const MapView& view) {
  std::vector<Finding> findings = view.map.findings();
  findings.insert(findings.end(), view.findings.begin(), view.findings.end());
  return findings;
}

std::vector<MapRow> map_rows(const MemoryMap& map) {
  const std::vector<Span>& spans = map.spans();
  const std::vector<MapRow> covered = covered_rows(map);
  std::vector<bool> begun(map.regions().size());
  std::vector<MapRow> rows;
  rows.reserve(spans.size() + covered.size());
  auto next = covered.begin();
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const Span& span = spans[i];
    for (; next != covered.end() && next->range.base() <= span.range.base(); ++next) rows.push_back(*next);
    MapRow row{.range = span.range, .kind = span.kind, .region = span.region};
    if (span.region) {
      row.continued = begun[*span.region];
      begun[*span.region] = true;
    }
    row.slack = span.kind == Kind::Ram && span.range.size() < usual_cma_granule && i > 0 && i + 1 < spans.size() &&
                is_reservation(spans[i - 1].kind) && is_reservation(spans[i + 1].kind) &&
                map.regions()[*span.region].range.size() >= usual_cma_granule;
    rows.push_back(row);
  }
  rows.insert(rows.end(), next, covered.end());
  return rows;
}

MapSums map_sums(const MemoryMap& map, RamUser free_to) {
  Tally inside;
  Tally outside;
  const RangeSet ram = ram_ranges(map);
  auto bank = ram.ranges().begin();
  const auto end = ram.ranges().end();
  for (const Span& span : map.spans()) {
    if (span.kind == Kind::Ram || span.kind == Kind::Hole) continue;
    while (bank != end && bank->last() < span.range.base()) ++bank;
    Bytes within;
    for (auto each = bank; each != end && each->base() <= span.range.last(); ++each) {
      within = saturating_add(within, each->intersection(span.range)->size());
    }
    inside.add(span.kind, within);
    if (span.kind != Kind::Device) outside.add(span.kind, saturating_sub(span.range.size(), within));
  }
  Bytes more_ram;
  Bytes at_boot;
  for (const DynamicRegion& region : map.dynamic()) {
    const bool is_ram = region.kind == Kind::Ram;
    if (!is_ram) inside.add(region.kind, region.size);
    Bytes& sum = is_ram ? more_ram : at_boot;
    sum = saturating_add(sum, region.size);
  }
  return {.installed = saturating_add(map.installed(), more_ram),
          .inside = inside.sums(),
          .free = saturating_sub(saturating_add(map.sum(Kind::Ram), more_ram), at_boot),
          .outside = outside.sums(),
          .free_to = free_to};
}

std::vector<KindSum> kind_sums(const MemoryMap& map) {
  Tally tally;
  for (const Span& span : map.spans()) tally.add(span.kind, span.range.size());
  return tally.sums();
}

}  // namespace rampart
