#include "assemble/config_map.h"

#include "sources/memory_config.h"

namespace rampart {

Result<ConfigMap> config_map(const Kconfig& config) {
  ConfigMap map;
  const auto memory = memory_config(config);
  if (!memory) return std::unexpected(memory.error());
  const MemoryConfig::Cma& cma = memory->cma;
  const bool by_size = cma.size_rule == CmaSizeRule::Megabytes;
  if (!cma.dma_cma.value_or(false) || !by_size || !cma.size || cma.size->value == 0) return map;
  map.dynamic.push_back({.size = *cma.size,
                         .name = "default pool of the build",
                         .kind = Kind::Cma,
                         .origin = config.origin("CMA_SIZE_MBYTES"),
                         .attributes = {.reusable = true, .is_default = true}});
  return map;
}

}  // namespace rampart
