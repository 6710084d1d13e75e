#pragma once

#include <cstdint>

#include "analyses/predict/boot_state.h"

namespace rampart {

/// Makes the default CMA area of the command line or of the configuration, unless the tree has made it
/// (kernel/dma/contiguous.c dma_contiguous_reserve). `limit` is the architecture's: one past the last address that
/// it may have, 0 for none.
void make_default_area(BootState& state, std::uint64_t limit);

/// Makes the areas of `hugetlb_cma=` (mm/hugetlb_cma.c), which lie before or after the default one.
void make_hugetlb_areas(BootState& state);

/// The areas of `cma_pernuma=`, where the kernel makes them apart from the default area.
void make_early_node_areas(BootState& state);

}  // namespace rampart
