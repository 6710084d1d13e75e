#pragma once

#include <string>

#include "analyses/check/check_report.h"
#include "render/map_table.h"

namespace rampart {

/// Each finding with its places, what the kernel does and what to do; then the sum.
std::string check_text(const CheckReport& report, const TableStyle& style = {});

}  // namespace rampart
