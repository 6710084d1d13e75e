#pragma once

#include <string_view>

#include <rampart/base/result.h>

#include "model/workload.h"

namespace rampart {

/// Whether every name of a workload stands once and every name that is used is there, and no scenario has two of what
/// never runs together. Part of `parse_workload`.
Result<void> check_workload_names(const Workload& workload, std::string_view file);

}  // namespace rampart
