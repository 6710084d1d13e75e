#pragma once

#include <string_view>

#include <rampart/base/result.h>

#include "model/workload.h"

namespace rampart {

/// Limits of `parse_workload`.
constexpr std::size_t max_workload_size = std::size_t{1} << 20;
constexpr std::size_t max_workload_blocks = 4096;  ///< Buffers, models and queues with their counts.

/// Reads a workload, in TOML; docs/plan.md has every key. Names are resolved: a device, pool or scenario that is named
/// is there. Malformed, with line and column, for anything else; TooLarge over the limits above.
Result<Workload> parse_workload(std::string_view text, std::string_view file);

}  // namespace rampart
