#include "analyses/explain/shortage.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace rampart {
namespace {

/// A default pool of up to this size was sized by nobody: it is what kernels are built with.
constexpr Bytes usual_default = mib(64);

Bytes of_pages(std::uint64_t pages, const Story& story) {
  return size_of({pages}, story.page_size()).value_or(Bytes{UINT64_MAX});
}

/// One refused request with the lines that belong to it: the kernel prints the free runs after it, drivers what they
/// wanted, until the next one.
struct Failure {
  const Clue* line;
  const Clue* runs = nullptr;
  const Clue* busy = nullptr;
  std::vector<const Clue*> drivers;
  Bytes in_use;
  std::optional<std::uint64_t> buffers;
};

std::vector<Failure> failures_of(const Story& story) {
  std::vector<Failure> failures;
  const Clue* busy_before = nullptr;
  for (const Clue& clue : story.clues()) {
    switch (clue.event.what) {
      case LogFact::CmaAllocFailed:
        failures.push_back(
            {.line = &clue, .busy = std::exchange(busy_before, nullptr), .drivers = {}, .in_use = {}, .buffers = {}});
        break;
      case LogFact::PagesBusy:
        busy_before = &clue;
        break;
      case LogFact::CmaFreeRuns:
        if (!failures.empty() && failures.back().runs == nullptr) failures.back().runs = &clue;
        break;
      case LogFact::DriverAllocFailed:
        if (!failures.empty()) failures.back().drivers.push_back(&clue);
        break;
      case LogFact::DriverMemoryUse:
        if (failures.empty()) break;
        failures.back().drivers.push_back(&clue);
        failures.back().in_use = saturating_add(failures.back().in_use, clue.event.size.value_or(Bytes{}));
        if (!clue.event.amounts.empty()) failures.back().buffers = clue.event.amounts.front();
        break;
      default:
        break;
    }
  }
  return failures;
}

Shortage measured(const Failure& failure, const Story& story) {
  const LogEvent& event = failure.line->event;
  Shortage shortage{.pool = event.name,
                    .pages = event.pages.value_or(0),
                    .error = event.number,
                    .device = {},
                    .lines = {failure.line},
                    .drivers = failure.drivers};
  shortage.requested = of_pages(shortage.pages, story);
  shortage.known = event.name.empty() ? story.default_pool() : story.pool(event.name);
  if (shortage.known == nullptr && event.name == "reserved") shortage.known = story.default_pool();
  if (shortage.known != nullptr) {
    shortage.total = shortage.known->size;
    shortage.free = shortage.known->free;
    shortage.largest_free = shortage.known->largest_free;
  }
  if (failure.busy != nullptr) shortage.lines.push_back(failure.busy);
  for (const Clue* const driver : failure.drivers) {
    if (shortage.device.empty()) shortage.device = driver->event.other;
    const auto told = driver->event.what == LogFact::DriverAllocFailed ? driver->event.size : std::nullopt;
    // The driver's own number is of the same request if it is of as many pages.
    if (told && (told->value + story.page_size().value - 1) / story.page_size().value == shortage.pages) {
      shortage.requested = *told;
    }
  }
  if (failure.runs != nullptr) {
    const LogEvent& runs = failure.runs->event;
    shortage.lines.push_back(failure.runs);
    std::uint64_t longest = 0;
    for (const FreeRun& run : runs.runs) longest = std::max(longest, run.pages);
    shortage.largest_free = of_pages(longest, story);
    if (runs.pages) shortage.free = of_pages(*runs.pages, story);
    if (runs.number)
      shortage.total = of_pages(static_cast<std::uint64_t>(std::max<std::int64_t>(*runs.number, 0)), story);
  } else if (failure.in_use.value != 0) {
    shortage.in_use = failure.in_use;
    shortage.buffers = failure.buffers;
    if (shortage.total) shortage.free = saturating_sub(*shortage.total, failure.in_use);
  }
  return shortage;
}

/// True if nobody chose the size of the pool, so that it fits no workload in particular.
bool is_unsized(const Shortage& shortage, const Story& story) {
  return shortage.is_of_default_pool() && shortage.total && *shortage.total <= usual_default &&
         story.parameter("cma") == nullptr && (shortage.known == nullptr || !shortage.known->is_from_tree);
}

ShortageKind kind_of(const Shortage& shortage, bool has_busy_line, const Story& story) {
  const Bytes needed = of_pages(shortage.pages, story);
  if (shortage.total && needed > *shortage.total) return ShortageKind::TooLarge;
  if (shortage.largest_free && needed <= *shortage.largest_free) {
    // A run that is long enough but not aligned to the request is of no use to it.
    return shortage.error == -EBUSY || has_busy_line ? ShortageKind::Busy : ShortageKind::Fragmented;
  }
  if (shortage.free) {
    if (needed <= *shortage.free) return ShortageKind::Fragmented;
    return is_unsized(shortage, story) ? ShortageKind::TooLarge : ShortageKind::Exhausted;
  }
  if (has_busy_line || shortage.error == -EBUSY) return ShortageKind::Busy;
  return ShortageKind::Unclear;
}

}  // namespace

std::vector<Shortage> shortages(const Story& story) {
  std::vector<Shortage> found;
  for (const Failure& failure : failures_of(story)) {
    Shortage one = measured(failure, story);
    if (one.error == -EINTR) continue;
    one.kind = kind_of(one, failure.busy != nullptr, story);
    const auto same = std::ranges::find_if(found, [&](const Shortage& each) {
      return each.pool == one.pool && each.kind == one.kind && (each.device == one.device || one.device.empty());
    });
    if (same == found.end()) {
      found.push_back(std::move(one));
      continue;
    }
    one.lines.insert(one.lines.begin(), same->lines.begin(), same->lines.end());
    one.drivers.insert(one.drivers.begin(), same->drivers.begin(), same->drivers.end());
    if (one.pages > same->pages) {
      if (one.device.empty()) one.device = same->device;
      *same = std::move(one);
    } else {
      same->lines = std::move(one.lines);
      same->drivers = std::move(one.drivers);
    }
  }
  return found;
}

}  // namespace rampart
