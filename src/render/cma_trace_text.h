#pragma once

#include <string>
#include <vector>

#include <rampart/base/units.h>

#include "analyses/cma_trace/cma_report.h"
#include "render/map_table.h"

namespace rampart {

/// The report of a trace for a person. `lost` are the events that the trace says it lost.
std::string cma_trace_text(const std::vector<CmaPoolReport>& pools, std::uint64_t lost, Bytes page_size,
                           const TableStyle& style);

/// Schema rampart.cma-trace/1.
std::string cma_trace_json(const std::vector<CmaPoolReport>& pools, std::uint64_t lost, Bytes page_size);

}  // namespace rampart
