#pragma once

#include <string>

#include "analyses/reserve/reserve_report.h"
#include "render/map_table.h"

namespace rampart {

/// The change as a unified diff, then what becomes of each region and why, then what kernels make of it.
std::string reserve_text(const ReserveReport& report, const TableStyle& style = {});

/// The unified diff of a file of the change; of a blob, of its source form.
std::string reserved_file_diff(const ReservedFile& file);

}  // namespace rampart
