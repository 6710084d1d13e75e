#pragma once

#include <string>
#include <string_view>

#include "analyses/plan/plan_answer.h"

namespace rampart {

/// `CMA`, `no-map`, `coherent`, `CMM`, `ION`, `system heap`.
std::string_view pool_kind_label(PoolKind kind);
/// The kind of region that draws such a pool.
Kind region_kind_of(PoolKind kind);

/// A size to the byte where it is no whole number of KiB, else as people write it: `11.9 MiB`.
std::string exact_size(Bytes size);

/// `a, b and c`.
std::string joined(const std::vector<std::string>& names);

/// `NAME = value` lines of everything that is no device tree, as they stand in their files.
std::string setting_line(const PlanSetting& setting);

}  // namespace rampart
