#pragma once

#include <optional>
#include <vector>

#include <rampart/model/range_set.h>

#include "analyses/explain/cause_rule.h"

namespace rampart {

/// A region whose `no-map` the kernel turned down, since something in it was reserved already.
struct RefusedNoMap {
  const Clue* line;
  std::optional<PhysRange> range;      ///< Nothing if the line was cut.
  bool is_kept = false;                ///< The log shows the whole range reserved all the same.
  std::optional<PhysRange> reserve{};  ///< The /memreserve/ of the board that was there first.
};

std::vector<RefusedNoMap> refused_no_maps(const Story& story);

/// True if an access to memory that is not Linux's went wrong after that.
bool has_firmware_fault(const Story& story);

/// Facts `failed_regions`, and `region_name`, ... of the first.
void tell_refused(CauseDraft& cause, const std::vector<RefusedNoMap>& refused);

}  // namespace rampart
