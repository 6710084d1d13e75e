#pragma once

#include <cstddef>
#include <cstdint>

#include "analyses/predict/boot_state.h"

namespace rampart {

/// A /reserved-memory node that has a place.
struct PlacedNode {
  std::size_t node = 0;
  std::uint64_t base = 0;
  std::uint64_t size = 0;
};

/// What the drivers said of a node.
enum class DriverAnswer {
  NoDriver,  ///< None is for its `compatible`: the memory is just reserved.
  Taken,     ///< A CMA or a coherent pool was made.
  NotMine,   ///< 7.2: all declined, which is not a failure.
  Refused,   ///< A driver failed.
};

/// True if a kernel sees the node as `shared-dma-pool`: any of its `compatible`, in upper or lower case.
bool is_shared_dma_pool(const ReservedNode& node);

/// True if CMA would take the node: its alignment is raised to the granule before it is placed.
bool wants_cma(const BootState& state, const ReservedNode& node);

/// 7.2 asks before it reserves. False if the node is dropped because of `cma=`, which prints its line.
bool passes_validation(BootState& state, const ReservedNode& node);

/// Asks the drivers (kernel/dma/contiguous.c, kernel/dma/coherent.c), CMA first.
DriverAnswer ask_drivers(BootState& state, const PlacedNode& placed);

/// Adds a CMA area over memory that is reserved already, as `cma_init_reserved_mem` does.
enum class AreaAnswer { Made, NoSlots, NotReserved };
AreaAnswer add_cma_area(BootState& state, BootArea area);

}  // namespace rampart
