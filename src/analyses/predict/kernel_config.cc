#include "analyses/predict/kernel_config.h"

#include <algorithm>

#include <rampart/base/units.h>

#include "analyses/cma_granule.h"
#include "base/kernel_number.h"

namespace rampart {
namespace {

/// CONFIG_CMA_SIZE_MBYTES and CONFIG_CMA_AREAS where nobody says otherwise (6.12, kernel/dma/Kconfig, mm/Kconfig).
constexpr std::uint64_t assumed_cma_megabytes = 16;
constexpr std::uint64_t assumed_cma_areas = 7;

}  // namespace

bool is_on(const BootSetup& setup, ConfigSwitch value, bool assumed) {
  return value.value_or(setup.has_config ? false : assumed);
}

std::size_t cma_slots(const BootSetup& setup, const KernelBehaviour& behaviour) {
  const std::uint64_t areas = setup.config.cma.areas.value_or(assumed_cma_areas);
  return static_cast<std::size_t>(areas + (behaviour.one_slot_more ? 1 : 0));
}

std::uint64_t configured_cma_size(const BootSetup& setup, Bytes ram) {
  const auto& cma = setup.config.cma;
  const std::uint64_t fixed = cma.size ? cma.size->value : mib(assumed_cma_megabytes).value;
  const std::uint64_t page = page_size_of(setup.config).value;
  const std::uint64_t share = ram.value / page * cma.percentage.value_or(0) / 100 * page;
  switch (cma.size_rule.value_or(CmaSizeRule::Megabytes)) {
    case CmaSizeRule::Megabytes:
      return fixed;
    case CmaSizeRule::Percentage:
      return share;
    case CmaSizeRule::Smaller:
      return std::min(fixed, share);
    case CmaSizeRule::Larger:
      return std::max(fixed, share);
  }
  return fixed;
}

bool has_dma_cma(const BootSetup& setup) {
  const auto& cma = setup.config.cma;
  return cma.cma.value_or(true) && cma.dma_cma.value_or(true);  // DMA_CMA depends on CMA (kernel/dma/Kconfig)
}

bool has_coherent_pools(const BootSetup& setup) { return setup.config.layout.declare_coherent.value_or(true); }

bool has_zone_dma(const BootSetup& setup) {
  return is_on(setup, setup.config.layout.zone_dma, setup.architecture == Architecture::Arm64);
}

bool has_zone_dma32(const BootSetup& setup) {
  return is_on(setup, setup.config.layout.zone_dma32, setup.architecture != Architecture::Arm);
}

bool has_dma_zones(const BootSetup& setup) { return has_zone_dma(setup) || has_zone_dma32(setup); }

bool has_high_memory(const BootSetup& setup) {
  return setup.architecture == Architecture::Arm && is_on(setup, setup.config.layout.highmem, true);
}

bool has_sections(const BootSetup& setup) {
  if (setup.config.layout.flatmem == true) return false;
  return setup.architecture != Architecture::Arm;
}

bool has_early_kfence_pool(const BootSetup& setup, const KernelBehaviour& behaviour) {
  if (!is_on(setup, setup.config.layout.kfence, false) || !behaviour.kfence_pool_is_early) return false;
  const Parameter* const interval = setup.command_line.last("kfence.sample_interval");
  if (interval != nullptr && interval->value) return kernel_number(*interval->value).value != 0;
  return setup.config.layout.kfence_interval.value_or(100) != 0;
}

bool maps_single_pages(const BootSetup& setup, const KernelBehaviour& behaviour) {
  // What may have to be taken out of the map page by page: the crash kernel's memory, wherever it will be, up to 6.3
  // (arch/arm64/mm/mmu.c map_mem), and the pool of KFENCE where that is not placed by now.
  const bool maps_for_crash = !behaviour.crash_is_always_late && has_dma_zones(setup) &&
                              !setup.parameters.crashkernel.empty() &&
                              is_on(setup, setup.config.layout.kexec_core, true);
  const bool maps_for_kfence =
      is_on(setup, setup.config.layout.kfence, false) && !has_early_kfence_pool(setup, behaviour);
  if (maps_for_crash || maps_for_kfence) return true;
  const Parameter* const rodata = setup.command_line.last("rodata");
  if (rodata != nullptr && rodata->value) {
    if (*rodata->value == "full") return true;
    if (*rodata->value == "off" || *rodata->value == "noalias") return false;
    if (*rodata->value == "on") return behaviour.linear_map_in_pages;
  }
  return behaviour.linear_map_in_pages || is_on(setup, setup.config.layout.rodata_full_default, true);
}

}  // namespace rampart
