#include <algorithm>
#include <bit>
#include <expected>
#include <fmt/format.h>
#include <mutex>
#include <unordered_map>
#include <utility>

#include <rampart/contiguous/contiguous_regions.h>
#include <rampart/model/phys_range.h>
#include <rampart/sources/contiguous_config.h>

#include "base/size_text.h"
#include "contiguous/shared_region.h"
#include "host/page_size.h"

namespace rampart {
namespace {

std::unexpected<Error> refused(Errc code, std::string what) {
  return std::unexpected(Error{code, {}, std::move(what)});
}

/// What each region has, for the error of a request that none could serve.
std::string what_they_have(const std::vector<SharedRegion*>& regions) {
  std::string text;
  for (const SharedRegion* const region : regions) {
    const Bytes size = region->settled().size;
    text += fmt::format("{}{} {} free of {}, largest {}", text.empty() ? "" : "; ",
                        region->settled().name.empty() ? "private" : region->settled().name,
                        size_text({size.value - region->used().value}), size_text(size), size_text(region->largest()));
  }
  return text;
}

std::vector<Chunk> chunks_of(const SharedRegion& region) {
  std::vector<Chunk> chunks;
  for (const auto& [offset, chunk] : region.chunks()) chunks.push_back(chunk);
  return chunks;
}

}  // namespace

struct ContiguousRegions::Impl {
  /// A region, and the key of its owner if it is private.
  struct Member {
    std::unique_ptr<SharedRegion> region;
    std::shared_ptr<const void> key;
  };
  /// Where a chunk is, by its number.
  struct Place {
    SharedRegion* region;
    std::uint64_t offset;
  };

  ContiguousOptions options;
  mutable std::mutex mutex;  // guards all below; `options` does not change
  std::vector<Member> members;
  std::vector<ContiguousRule> map;
  std::unordered_map<std::uint64_t, Place> places;
  std::uint64_t next_id = 1;

  /// Makes a region with its memory; no lock is held over the system calls.
  Result<std::unique_ptr<SharedRegion>> make_region(const ContiguousRegion& wanted) const;
  Result<std::shared_ptr<const void>> add(const ContiguousRegion& wanted, bool is_private);
  Result<void> check_new(const ContiguousRegion& settled) const;

  Result<std::vector<SharedRegion*>> regions_for(std::string_view device, std::string_view type) const;
  Result<SharedRegion*> region_of(const PrivateRegion& owner) const;
  Result<Chunk> allocate(const std::vector<SharedRegion*>& regions, const ChunkRequest& request);
  /// The place of a chunk that is still one, or NotFound.
  Result<Place> place_of(const Chunk& chunk) const;
};

Result<std::unique_ptr<SharedRegion>> ContiguousRegions::Impl::make_region(const ContiguousRegion& wanted) const {
  auto settled = whole_pages(wanted, options.page_size);
  if (!settled) return std::unexpected(std::move(settled.error()));
  if (settled->allocator.empty()) settled->allocator = options.allocators.names().front();
  const AllocatorMaker* const make_allocator = options.allocators.find(settled->allocator);
  if (!make_allocator) {
    return refused(Errc::NotFound, fmt::format("{}: no allocator {} (expected one of {})", settled->name,
                                               settled->allocator, fmt::join(options.allocators.names(), ", ")));
  }
  auto allocator = (*make_allocator)(*settled, options.page_size);
  if (!allocator) return std::unexpected(std::move(allocator.error()));
  auto store = options.store(*settled);
  if (!store) return std::unexpected(std::move(store.error()));
  return std::make_unique<SharedRegion>(std::move(*settled), std::move(*store), std::move(*allocator));
}

Result<void> ContiguousRegions::Impl::check_new(const ContiguousRegion& settled) const {
  for (const Member& member : members) {
    const ContiguousRegion& other = member.region->settled();
    if (!settled.name.empty() && other.name == settled.name) {
      return refused(Errc::Malformed, settled.name + " is there already (expected a name that is not taken)");
    }
    if (!settled.start || !other.start) continue;
    if (PhysRange::make(*settled.start, settled.size)->overlaps(*PhysRange::make(*other.start, other.size))) {
      return refused(Errc::OutOfRange, fmt::format("{} runs into {} (expected regions that do not overlap)",
                                                   settled.name.empty() ? "a private region" : settled.name,
                                                   other.name.empty() ? "a private region" : other.name));
    }
  }
  return {};
}

Result<std::shared_ptr<const void>> ContiguousRegions::Impl::add(const ContiguousRegion& wanted, bool is_private) {
  auto region = make_region(wanted);
  if (!region) return std::unexpected(std::move(region.error()));
  std::shared_ptr<const void> key;
  if (is_private) key = std::make_shared<char>();
  const std::lock_guard lock{mutex};
  if (auto done = check_new((*region)->settled()); !done) return std::unexpected(std::move(done.error()));
  members.push_back({std::move(*region), key});
  return key;
}

/// The regions that the rule of a request names, in its order.
Result<std::vector<SharedRegion*>> ContiguousRegions::Impl::regions_for(std::string_view device,
                                                                        std::string_view type) const {
  const ContiguousRule* const rule = find_rule(map, device, type);
  if (!rule) {
    return refused(Errc::NotFound, fmt::format("{}/{}: no entry (expected a rule of the map for it)", device, type));
  }
  std::vector<SharedRegion*> found;
  for (const std::string& name : rule->regions) {
    const auto is_named = [&](const Member& each) { return each.region->settled().name == name; };
    const auto member = std::ranges::find_if(members, is_named);
    if (member != members.end()) found.push_back(member->region.get());
  }
  if (!found.empty()) return found;
  return refused(Errc::NotFound, fmt::format("{}/{}: no region is called {} (expected one of its rule)", device, type,
                                             fmt::join(rule->regions, " or ")));
}

Result<SharedRegion*> ContiguousRegions::Impl::region_of(const PrivateRegion& owner) const {
  const auto is_owned = [&](const Member& each) { return each.key && each.key == owner.key_; };
  const auto member = std::ranges::find_if(members, is_owned);
  if (member != members.end()) return member->region.get();
  return refused(Errc::NotFound, "private region of another framework (expected one of this)");
}

Result<Chunk> ContiguousRegions::Impl::allocate(const std::vector<SharedRegion*>& regions,
                                                const ChunkRequest& request) {
  const std::uint64_t page_mask = options.page_size.value - 1;
  const std::string asked = fmt::format("{}/{}", request.device, request.type);
  if (request.size.value == 0) return refused(Errc::OutOfRange, asked + ": no bytes (expected a size above zero)");
  if (!std::has_single_bit(request.alignment.value)) {
    return refused(Errc::OutOfRange,
                   fmt::format("{}: alignment {} (expected a power of two)", asked, request.alignment.value));
  }
  const Bytes alignment = std::max(request.alignment, options.page_size);
  if (request.size.value <= UINT64_MAX - page_mask) {
    const Bytes size{(request.size.value + page_mask) & ~page_mask};
    for (SharedRegion* const region : regions) {
      auto chunk = region->allocate({request.device, request.type, size, alignment}, next_id);
      if (!chunk && chunk.error().code == Errc::TooLarge) continue;
      if (chunk) places.emplace(next_id++, Place{region, chunk->offset.value});
      return chunk;
    }
  }
  return refused(Errc::TooLarge, fmt::format("{}: no room for {} aligned to {} (expected a free run: {})", asked,
                                             size_text(request.size), size_text(alignment), what_they_have(regions)));
}

Result<ContiguousRegions::Impl::Place> ContiguousRegions::Impl::place_of(const Chunk& chunk) const {
  const auto place = places.find(chunk.id);
  // A chunk of another framework may have the number of one of ours, but not its descriptor and place.
  if (place != places.end() && place->second.region->chunks().at(place->second.offset) == chunk) return place->second;
  return refused(Errc::NotFound, fmt::format("chunk {} of {}: is none here (expected one that was not freed)", chunk.id,
                                             chunk.region.empty() ? "a private region" : chunk.region));
}

// ---- the public face

ContiguousRegions::ContiguousRegions(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
ContiguousRegions::ContiguousRegions(ContiguousRegions&&) noexcept = default;
ContiguousRegions& ContiguousRegions::operator=(ContiguousRegions&&) noexcept = default;
ContiguousRegions::~ContiguousRegions() = default;

Result<ContiguousRegions> ContiguousRegions::make(const ContiguousConfig& config, ContiguousOptions options) {
  if (!options.store) options.store = heap_stores();
  if (options.page_size.value == 0) options.page_size = page_size();
  if (!std::has_single_bit(options.page_size.value)) {
    return refused(Errc::OutOfRange, fmt::format("page size {} (expected a power of two)", options.page_size.value));
  }
  auto impl = std::make_unique<Impl>();
  impl->options = std::move(options);
  impl->map = config.map;
  ContiguousRegions result{std::move(impl)};
  for (const ContiguousRegion& region : config.regions) {
    if (auto done = result.add(region); !done) return std::unexpected(std::move(done.error()));
  }
  return result;
}

Result<void> ContiguousRegions::add(const ContiguousRegion& region) {
  if (region.name.empty()) return refused(Errc::Malformed, "region without a name (expected one, or add_private)");
  if (auto done = impl_->add(region, false); !done) return std::unexpected(std::move(done.error()));
  return {};
}

Result<PrivateRegion> ContiguousRegions::add_private(ContiguousRegion region) {
  region.name.clear();
  auto key = impl_->add(region, true);
  if (!key) return std::unexpected(std::move(key.error()));
  return PrivateRegion{std::move(*key)};
}

Result<Chunk> ContiguousRegions::allocate(std::string_view device, std::string_view type, Bytes size, Bytes alignment) {
  if (type.empty()) type = common_type;
  const std::lock_guard lock{impl_->mutex};
  const auto regions = impl_->regions_for(device, type);
  if (!regions) return std::unexpected(regions.error());
  return impl_->allocate(*regions, {device, type, size, alignment});
}

Result<Chunk> ContiguousRegions::allocate(const PrivateRegion& region, std::string_view device, Bytes size,
                                          Bytes alignment) {
  const std::lock_guard lock{impl_->mutex};
  const auto found = impl_->region_of(region);
  if (!found) return std::unexpected(found.error());
  return impl_->allocate({*found}, {device, common_type, size, alignment});
}

Result<void> ContiguousRegions::free(const Chunk& chunk) {
  const std::lock_guard lock{impl_->mutex};
  const auto place = impl_->place_of(chunk);
  if (!place) return std::unexpected(place.error());
  place->region->free(place->offset);
  impl_->places.erase(chunk.id);
  return {};
}

Result<std::unique_ptr<ChunkMapping>> ContiguousRegions::map(const Chunk& chunk) {
  std::unique_lock lock{impl_->mutex};
  const auto place = impl_->place_of(chunk);
  if (!place) return std::unexpected(place.error());
  lock.unlock();  // regions stay; the store takes several at once
  return place->region->store().map(chunk.offset, chunk.size);
}

Result<ContiguousInfo> ContiguousRegions::info(std::string_view device, std::string_view type) const {
  if (type.empty()) type = common_type;
  const std::lock_guard lock{impl_->mutex};
  const auto regions = impl_->regions_for(device, type);
  if (!regions) return std::unexpected(regions.error());
  ContiguousInfo info;
  for (const SharedRegion* const region : *regions) {
    const ContiguousRegion& settled = region->settled();
    info.regions.push_back(settled.name);
    info.total = saturating_add(info.total, settled.size);
    info.free = saturating_add(info.free, saturating_sub(settled.size, region->used()));
    info.largest = std::max(info.largest, region->largest());
    if (!settled.start) continue;
    const PhysRange range = *PhysRange::make(*settled.start, settled.size);
    info.lower_bound = std::min(info.lower_bound.value_or(range.base()), range.base());
    info.upper_bound = std::max(info.upper_bound.value_or(range.last()), range.last());
  }
  return info;
}

std::vector<Chunk> ContiguousRegions::chunks() const {
  const std::lock_guard lock{impl_->mutex};
  std::vector<Chunk> all;
  for (const Impl::Member& member : impl_->members) {
    if (member.key) continue;
    const std::vector<Chunk> some = chunks_of(*member.region);
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

Result<std::vector<Chunk>> ContiguousRegions::chunks(const PrivateRegion& region) const {
  const std::lock_guard lock{impl_->mutex};
  const auto found = impl_->region_of(region);
  if (!found) return std::unexpected(found.error());
  return chunks_of(**found);
}

std::vector<RegionStatistics> ContiguousRegions::statistics() const {
  const std::lock_guard lock{impl_->mutex};
  std::vector<RegionStatistics> all;
  for (const Impl::Member& member : impl_->members) all.push_back(member.region->statistics());
  std::stable_partition(all.begin(), all.end(), [](const RegionStatistics& each) { return !each.name.empty(); });
  return all;
}

void ContiguousRegions::set_map(std::vector<ContiguousRule> map) {
  const std::lock_guard lock{impl_->mutex};
  impl_->map.swap(map);
}

std::vector<ContiguousRule> ContiguousRegions::map() const {
  const std::lock_guard lock{impl_->mutex};
  return impl_->map;
}

}  // namespace rampart
