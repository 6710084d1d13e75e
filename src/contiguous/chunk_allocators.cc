#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include <rampart/contiguous/chunk_allocator.h>

#include "contiguous/buddy_allocator.h"
#include "contiguous/fit_allocator.h"

namespace rampart {
namespace {

template <typename Fit>
Result<std::unique_ptr<ChunkAllocator>> make_fit(const ContiguousRegion& region, Bytes) {
  if (region.parameters.empty()) return std::make_unique<Fit>(region);
  return std::unexpected(
      Error{Errc::Malformed,
            {},
            fmt::format("{}: {}({}) (expected no parameters)", region.name, region.allocator, region.parameters)});
}

}  // namespace

// `bf` is what the patches of 2010 call the one they bring.
ChunkAllocators::ChunkAllocators()
    : entries_{{"best-fit", make_fit<BestFit>},
               {"bf", make_fit<BestFit>},
               {"first-fit", make_fit<FirstFit>},
               {"buddy", make_buddy_allocator}} {}

Result<void> ChunkAllocators::add(std::string name, AllocatorMaker maker) {
  if (name.empty() || find(name)) {
    return std::unexpected(
        Error{Errc::Malformed, {}, fmt::format("allocator \"{}\" (expected a name that is not taken)", name)});
  }
  entries_.push_back({std::move(name), std::move(maker)});
  return {};
}

const AllocatorMaker* ChunkAllocators::find(std::string_view name) const {
  if (name.empty()) return &entries_.front().make;
  const auto found = std::ranges::find(entries_, name, &Entry::name);
  return found == entries_.end() ? nullptr : &found->make;
}

std::vector<std::string> ChunkAllocators::names() const {
  std::vector<std::string> names;
  for (const Entry& entry : entries_) names.push_back(entry.name);
  return names;
}

}  // namespace rampart
