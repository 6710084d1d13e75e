#pragma once

/// Contiguous memory that devices share: regions, a map of who gets memory from which of them, and the algorithms that
/// place chunks. It is the framework of the contiguous memory patches of 2010 in user space; what was merged into Linux
/// later as CMA has neither regions nor a map.
///
///     #include <rampart/contiguous.h>
///
///     auto config = rampart::load_contiguous_config("/etc/regions.toml");   // or parse_contiguous_line("cma=...")
///     auto regions = rampart::ContiguousRegions::make(*config);
///     auto chunk = regions->allocate("s3c-mfc", "A", rampart::mib(4), rampart::kib(64));
///     // chunk->fd and chunk->offset go to the driver, regions->map(*chunk) to the CPU.
///     regions->free(*chunk);
///
/// Sizes are `Bytes`. Nothing throws but std::bad_alloc; what can fail returns a `Result`, whose error says what was
/// expected, and in a configuration where.

#include <rampart/contiguous/chunk_allocator.h>
#include <rampart/contiguous/contiguous_regions.h>
#include <rampart/contiguous/region_store.h>
#include <rampart/model/contiguous_config.h>
#include <rampart/sources/contiguous_config.h>
