#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

#include "sources/kconfig.h"

namespace rampart {

/// How the build sets the size of the default CMA area.
enum class CmaSizeRule {
  Megabytes,   ///< CONFIG_CMA_SIZE_MBYTES
  Percentage,  ///< CONFIG_CMA_SIZE_PERCENTAGE of RAM
  Smaller,     ///< The smaller of the two.
  Larger,      ///< The larger of the two.
};

/// A switch: nothing where the configuration does not name it, which for a kernel's own `.config` means that the kernel
/// lacks it or that what it depends on is off.
using ConfigSwitch = std::optional<bool>;

/// What a kernel's configuration says of memory. `=m` counts as on.
struct MemoryConfig {
  struct Cma {
    ConfigSwitch cma;       ///< CONFIG_CMA
    ConfigSwitch dma_cma;   ///< CONFIG_DMA_CMA; without it `cma=` is no parameter.
    ConfigSwitch debugfs;   ///< CONFIG_CMA_DEBUGFS
    ConfigSwitch sysfs;     ///< CONFIG_CMA_SYSFS
    ConfigSwitch per_numa;  ///< CONFIG_DMA_PERNUMA_CMA, or CONFIG_DMA_NUMA_CMA since 6.6.
    std::optional<CmaSizeRule> size_rule;
    std::optional<Bytes> size;                ///< CONFIG_CMA_SIZE_MBYTES
    std::optional<std::uint64_t> percentage;  ///< CONFIG_CMA_SIZE_PERCENTAGE
    std::optional<std::uint64_t> areas;       ///< CONFIG_CMA_AREAS
    std::optional<std::uint64_t> alignment;   ///< CONFIG_CMA_ALIGNMENT: the largest order that buffers are aligned to.
    friend bool operator==(const Cma&, const Cma&) = default;
  };
  struct Dmabuf {
    ConfigSwitch heaps;        ///< CONFIG_DMABUF_HEAPS
    ConfigSwitch heap_system;  ///< CONFIG_DMABUF_HEAPS_SYSTEM
    ConfigSwitch heap_cma;     ///< CONFIG_DMABUF_HEAPS_CMA
    ConfigSwitch sysfs_stats;  ///< CONFIG_DMABUF_SYSFS_STATS
    ConfigSwitch udmabuf;      ///< CONFIG_UDMABUF
    friend bool operator==(const Dmabuf&, const Dmabuf&) = default;
  };
  struct Zram {
    ConfigSwitch zram;
    ConfigSwitch writeback;
    ConfigSwitch multi_compression;       ///< CONFIG_ZRAM_MULTI_COMP
    ConfigSwitch track_entries;           ///< CONFIG_ZRAM_TRACK_ENTRY_ACTIME or CONFIG_ZRAM_MEMORY_TRACKING
    std::vector<std::string> algorithms;  ///< Of CONFIG_ZRAM_BACKEND_*, since 6.12; else of CONFIG_CRYPTO_*, by name.
    std::string default_algorithm;        ///< CONFIG_ZRAM_DEF_COMP; may be empty.
    friend bool operator==(const Zram&, const Zram&) = default;
  };
  /// What decides the size of a pageblock, and with it the alignment of every CMA area.
  struct Pages {
    std::optional<Bytes> page_size;  ///< CONFIG_PAGE_SIZE_*, CONFIG_ARM64_*_PAGES; 4 KiB on arm and riscv.
    ConfigSwitch hugetlb;            ///< CONFIG_HUGETLB_PAGE
    ConfigSwitch transparent;        ///< CONFIG_TRANSPARENT_HUGEPAGE
    std::optional<std::uint64_t> arch_force_max_order;  ///< One more than the largest order before 6.4.
    std::optional<std::uint64_t> force_max_zone_order;  ///< CONFIG_FORCE_MAX_ZONEORDER, up to 6.0: one more.
    std::optional<std::uint64_t> page_block_max_order;  ///< CONFIG_PAGE_BLOCK_MAX_ORDER, since 6.16.
    friend bool operator==(const Pages&, const Pages&) = default;
  };
  /// What decides zones and the maps of physical memory.
  struct Layout {
    std::string arch;  ///< `arm64`, `arm`, `riscv`, `x86`, `mips`; empty if the text does not tell.
    ConfigSwitch zone_dma, zone_dma32, highmem, lpae, efi, kexec_core, crash_reserve, flatmem, declare_coherent;
    ConfigSwitch strict_kernel_rwx, rodata_full_default, randomize_base, sparsemem_vmemmap, numa, kfence;
    std::optional<std::uint64_t> kfence_objects;   ///< CONFIG_KFENCE_NUM_OBJECTS
    std::optional<std::uint64_t> kfence_interval;  ///< CONFIG_KFENCE_SAMPLE_INTERVAL, ms; 0 is off until asked for.
    std::optional<std::string> vmsplit;            ///< `3G`, `3G_OPT`, `2G`, `1G`
    std::optional<std::uint64_t> va_bits;          ///< CONFIG_ARM64_VA_BITS
    std::optional<std::uint64_t> page_offset;      ///< CONFIG_PAGE_OFFSET
    friend bool operator==(const Layout&, const Layout&) = default;
  };
  Cma cma;
  Dmabuf dmabuf;
  Zram zram;
  Pages pages;
  Layout layout;
  friend bool operator==(const MemoryConfig&, const MemoryConfig&) = default;
};

/// Takes from a configuration what concerns memory. Malformed, at its line, if a number of ours is none.
Result<MemoryConfig> memory_config(const Kconfig& config);

}  // namespace rampart
