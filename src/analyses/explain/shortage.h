#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rampart/base/units.h>

#include "analyses/explain/story.h"

namespace rampart {

/// Why a request on a CMA pool was refused, as far as the numbers tell.
enum class ShortageKind {
  TooLarge,    ///< Larger than the whole pool, or than what its idle users leave of a pool that nobody sized.
  Exhausted,   ///< Less is free than was asked for.
  Fragmented,  ///< Enough is free, no run of it is long enough.
  Busy,        ///< A run was long enough, and pages in it could not be moved.
  Unclear,     ///< The pool had none, and how much was free is not told.
};

/// Requests on one pool that failed for one reason.
struct Shortage {
  ShortageKind kind{};
  std::string pool;  ///< As the kernel names it; empty before 5.x.
  const StoryPool* known = nullptr;
  std::uint64_t pages{};                ///< Of the largest request.
  Bytes requested{};                    ///< The same, in bytes; of the driver's own words where it tells.
  std::optional<std::int64_t> error{};  ///< As the kernel printed it.
  std::optional<Bytes> total{};
  std::optional<Bytes> free{};  ///< At the time of the largest request.
  std::optional<Bytes> largest_free{};
  std::optional<Bytes> in_use{};           ///< As a driver counts what it has.
  std::optional<std::uint64_t> buffers{};  ///< How many those are.
  std::string device;                      ///< Who asked; empty where nobody says.
  std::vector<const Clue*> lines;          ///< The failures, and what tells of them.
  std::vector<const Clue*> drivers;        ///< What drivers said of it.

  bool is_of_default_pool() const {
    return pool.empty() || pool == "reserved" || (known != nullptr && known->is_default);
  }
  std::string pool_name() const { return pool.empty() ? (known != nullptr ? known->name : "CMA") : pool; }
};

/// Every shortage that a story tells of, in the order of its first line. 7.2 answers -EBUSY (-16) for a pool that is
/// full too, so the numbers decide where there are any.
std::vector<Shortage> shortages(const Story& story);

}  // namespace rampart
