#pragma once

#include <optional>
#include <string>

#include <rampart/base/units.h>

#include "analyses/cma_simulation/cma_simulation.h"
#include "render/map_table.h"

namespace rampart {

/// A workload and what became of it in a pool.
struct CmaSimulationView {
  std::string pool;  ///< The name of the area that was traced; empty for a written trace.
  const CmaWorkload& workload;
  const CmaSimulation& run;
  std::optional<CmaPoolNeed> need{};  ///< Nothing if no pool that the model takes is large enough.
  Bytes page_size;
};

std::string cma_simulation_text(const CmaSimulationView& view, const TableStyle& style);
/// Schema rampart.cma-simulate/1.
std::string cma_simulation_json(const CmaSimulationView& view);
/// A picture over time: pages used, the longest free run, fragmentation, and where requests failed.
std::string cma_simulation_svg(const CmaSimulationView& view);

/// The share of free memory, in percent, that is not in the longest free run; 0 if nothing is free.
unsigned fragmentation_percent(Pages total, const CmaSample& sample);

}  // namespace rampart
