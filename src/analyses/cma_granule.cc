#include "analyses/cma_granule.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace rampart {
namespace {

constexpr std::uint64_t usual_largest_order = 10;
constexpr std::uint64_t sane_order = 40;  // a configuration is a text that anyone may write

/// log2 of the number of pages in the largest block of the page allocator.
std::uint64_t largest_order(const MemoryConfig::Pages& pages, const KernelBehaviour& behaviour) {
  if (pages.force_max_zone_order && *pages.force_max_zone_order > 0) return *pages.force_max_zone_order - 1;
  if (!pages.arch_force_max_order) return usual_largest_order;
  const bool one_more = behaviour.max_order_is_exclusive && *pages.arch_force_max_order > 0;
  return *pages.arch_force_max_order - (one_more ? 1 : 0);
}

/// log2 of the number of pages in a huge page: a page table of 8-byte entries fills a page. 32-bit arm's are 2 MiB too.
std::uint64_t huge_page_order(Bytes page_size) {
  return static_cast<std::uint64_t>(std::bit_width(page_size.value) - 1) - 3;
}

}  // namespace

Bytes page_size_of(const MemoryConfig& config) { return config.pages.page_size.value_or(kib(4)); }

Bytes cma_granule(const MemoryConfig& config, const KernelBehaviour& behaviour) {
  const Bytes page_size = page_size_of(config);
  const std::uint64_t largest = largest_order(config.pages, behaviour);
  const bool has_huge_pages = config.pages.hugetlb.value_or(false) ||
                              (behaviour.thp_sets_pageblock && config.pages.transparent.value_or(false));
  std::uint64_t order = config.pages.page_block_max_order.value_or(largest);
  if (has_huge_pages) order = std::min(huge_page_order(page_size), order);
  if (behaviour.granule_has_max_order) order = std::max(order, largest);
  return {page_size.value << std::min(order, sane_order)};
}

Bytes largest_block_of(const MemoryConfig& config, const KernelBehaviour& behaviour) {
  return {page_size_of(config).value << std::min(largest_order(config.pages, behaviour), sane_order)};
}

CmaGranule cma_granule_of(const BootSetup& setup) { return cma_granule_of(setup, behaviour_of(setup.kernel)); }

CmaGranule cma_granule_of(const BootSetup& setup, const KernelBehaviour& behaviour) {
  if (setup.has_config) return {cma_granule(setup.config, behaviour)};
  MemoryConfig usual = setup.config;
  usual.pages.hugetlb = setup.architecture != Architecture::Arm;
  return {cma_granule(usual, behaviour), !behaviour.granule_has_max_order};
}

}  // namespace rampart
