#include "assemble/combine.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace rampart {
namespace {

/// A kind that only says "taken", so that a source which says by what is the better one.
bool is_vague(Kind kind) { return kind == Kind::Reserved || kind == Kind::NoMap; }

void add_origin(std::vector<Origin>& origins, const Origin& first, const Origin& next) {
  if (next == first || std::ranges::find(origins, next) != origins.end()) return;
  origins.push_back(next);
}

template <typename T>
void fill(std::optional<T>& known, const std::optional<T>& told) {
  if (!known) known = told;
}

/// Takes into `known` what `told`, of the same range, says beyond it.
void merge(Region& known, Region told) {
  if (known.attributes.anonymous && !told.attributes.anonymous) std::swap(known, told);
  if (is_vague(known.kind) && !is_vague(told.kind)) known.kind = told.kind;
  fill(known.usage.used, told.usage.used);
  fill(known.usage.free, told.usage.free);
  fill(known.usage.largest_free, told.usage.largest_free);
  fill(known.occupancy, told.occupancy);
  known.attributes.no_map |= told.attributes.no_map;
  known.attributes.reusable |= told.attributes.reusable;
  known.attributes.is_default |= told.attributes.is_default;
  for (std::string& user : told.users) {
    if (std::ranges::find(known.users, user) == known.users.end()) known.users.push_back(std::move(user));
  }
  add_origin(known.confirmed_by, known.origin, told.origin);
  for (const Origin& origin : told.confirmed_by) add_origin(known.confirmed_by, known.origin, origin);
}

class Combiner {
 public:
  void add(SourceRegions source) {
    for (DynamicRegion& region : source.dynamic) dynamic_.push_back(std::move(region));
    const std::size_t earlier = regions_.size();
    for (Region& region : source.regions) add(std::move(region), earlier);
  }

  MemoryMap build() { return MemoryMap::build(std::move(regions_), std::move(dynamic_)); }

 private:
  /// `earlier` regions came from sources before this one.
  void add(Region region, std::size_t earlier) {
    if (region.kind == Kind::Ram && confirm_ram(region, earlier)) return;
    const auto found = by_range_.find(region.range);
    if (found != by_range_.end() && (regions_[found->second].kind == Kind::Ram) == (region.kind == Kind::Ram)) {
      merge(regions_[found->second], std::move(region));
      return;
    }
    place_dynamic(region);
    by_range_.emplace(region.range, regions_.size());
    regions_.push_back(std::move(region));
  }

  bool confirm_ram(const Region& region, std::size_t earlier) {
    for (std::size_t i = 0; i < earlier; ++i) {
      Region& known = regions_[i];
      if (known.kind != Kind::Ram || !known.range.contains(region.range)) continue;
      add_origin(known.confirmed_by, known.origin, region.origin);
      return true;
    }
    return false;
  }

  /// If `region` is where a kernel put a region declared by size, joins the two.
  void place_dynamic(Region& region) {
    const auto declared = std::ranges::find_if(dynamic_, [&](const DynamicRegion& each) {
      return each.name == region.name && each.size <= region.range.size();
    });
    if (declared == dynamic_.end()) return;
    if (is_vague(region.kind)) region.kind = declared->kind;
    region.attributes.no_map |= declared->attributes.no_map;
    region.attributes.reusable |= declared->attributes.reusable;
    region.attributes.is_default |= declared->attributes.is_default;
    for (const std::string& user : declared->users) region.users.push_back(user);
    add_origin(region.confirmed_by, region.origin, declared->origin);
    dynamic_.erase(declared);
  }

  std::vector<Region> regions_;
  std::vector<DynamicRegion> dynamic_;
  std::map<PhysRange, std::size_t> by_range_;
};

}  // namespace

MemoryMap combine(std::vector<SourceRegions> sources) {
  Combiner combiner;
  for (SourceRegions& source : sources) combiner.add(std::move(source));
  return combiner.build();
}

}  // namespace rampart
