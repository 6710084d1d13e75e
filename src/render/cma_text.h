#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyses/cma_bitmap.h"
#include "analyses/cma_view.h"
#include "render/map_table.h"

namespace rampart {

/// The pools as a table. `want` is the size that fragmentation is measured against; empty: the longest free run.
std::string cma_list_text(const CmaView& view, const std::optional<Bytes>& want, const TableStyle& style);

/// Each pool's bitmap as a strip of cells, its free runs, the largest requests and the answers that were asked for.
std::string cma_bitmap_text(const CmaView& view, const std::vector<CmaBitmapReport>& reports, const TableStyle& style);

/// `16 MiB at 1 MiB alignment: would fail (-12, longest free run 6 MiB)`; 0x... where it would succeed.
std::string trial_text(const CmaTrial& trial, const CmaPoolView& pool, const CmaView& view);

/// `the pool is 64 MiB, 41 MiB used, longest free run 6 MiB`.
std::string pool_facts(const CmaPoolView& pool);

}  // namespace rampart
