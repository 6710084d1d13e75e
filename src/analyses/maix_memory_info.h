#pragma once

#include <optional>

#include <rampart/base/units.h>

#include "knowledge/device.h"

namespace rampart {

/// What MaixPy's `sys.memory_info()` reads, beside its rule.
struct MaixInput {
  std::optional<Bytes> mem_total{};
  std::optional<Bytes> mem_available{};
  std::optional<Bytes> pool_total{};  ///< Of the pool file that the rule names; empty if it is missing or unreadable.
  std::optional<Bytes> pool_used{};
};

/// The seven values of MaixPy's `sys.memory_info()`.
struct MaixMemoryInfo {
  std::optional<Bytes> hw_total;  ///< Empty where MaixPy returns before it knows: the CMM file is missing.
  Bytes total;
  Bytes used;
  Bytes cma_total;  ///< This and the next are always 0: MaixPy has the fields and nothing fills them.
  Bytes cma_used;
  Bytes cmm_total;
  Bytes cmm_used;
  friend bool operator==(const MaixMemoryInfo&, const MaixMemoryInfo&) = default;
};

/// As MaixPy computes it on a device with this rule. A device that is not recognised has `MaixRule{}`: other Linux.
MaixMemoryInfo maix_memory_info(const MaixRule& rule, const MaixInput& input);

}  // namespace rampart
