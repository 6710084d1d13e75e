#pragma once

#include <string>

#include "analyses/zram/zram_report.h"
#include "render/map_table.h"

namespace rampart {

/// Each device as a few lines: what it holds, what it costs, what it saves; then findings and notes.
std::string zram_status_text(const ZramReport& report, const TableStyle& style);

/// The same as a document, `rampart.zram-status/1`.
std::string zram_status_json(const ZramReport& report);

}  // namespace rampart
