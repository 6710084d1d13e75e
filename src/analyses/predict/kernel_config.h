#pragma once

#include <cstddef>
#include <cstdint>

#include "analyses/boot_setup.h"
#include "knowledge/kernel_behaviour.h"

namespace rampart {

/// A switch of the configuration. With a configuration, one that it does not name is off; without, the default of the
/// architecture's own defconfig stands in, and the prediction says so.
bool is_on(const BootSetup& setup, ConfigSwitch value, bool assumed);

/// How many CMA areas there can be.
std::size_t cma_slots(const BootSetup& setup, const KernelBehaviour& behaviour);

/// What the configuration wants for the default CMA area of so much RAM, bytes; 0 for none.
std::uint64_t configured_cma_size(const BootSetup& setup, Bytes ram);

bool has_dma_cma(const BootSetup& setup);
bool has_coherent_pools(const BootSetup& setup);
bool has_zone_dma(const BootSetup& setup);
bool has_zone_dma32(const BootSetup& setup);
/// Either zone below 4 GiB.
bool has_dma_zones(const BootSetup& setup);
bool has_high_memory(const BootSetup& setup);
/// The memory map is kept in sections, not as one flat array.
bool has_sections(const BootSetup& setup);
/// arm64: KFENCE takes its pool before the linear map is made.
bool has_early_kfence_pool(const BootSetup& setup, const KernelBehaviour& behaviour);
/// arm64: the linear map is made of single pages.
bool maps_single_pages(const BootSetup& setup, const KernelBehaviour& behaviour);

}  // namespace rampart
