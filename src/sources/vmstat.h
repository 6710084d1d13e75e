#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// What /proc/vmstat says of memory, CMA, swap and compaction. `Pages` are a present amount, plain numbers are events
/// since boot. A line that the kernel left out stays empty: "built without CMA" is not "no CMA allocation".
struct VmStat {
  std::optional<Pages> nr_free_pages{};
  std::optional<Pages> nr_free_cma{};
  std::optional<Pages> nr_anon_pages{};
  std::optional<Pages> nr_file_pages{};
  std::optional<Pages> nr_shmem{};
  std::optional<Pages> nr_mlock{};
  std::optional<Pages> nr_unevictable{};
  std::optional<Pages> nr_dirty{};
  std::optional<Pages> nr_writeback{};
  std::optional<Pages> nr_slab_reclaimable{};
  std::optional<Pages> nr_slab_unreclaimable{};
  std::optional<Pages> nr_page_table_pages{};
  std::optional<Pages> nr_sec_page_table_pages{};     ///< Since 6.1.
  std::optional<Pages> nr_kernel_misc_reclaimable{};  ///< Since 5.2.
  std::optional<Pages> nr_zspages{};                  ///< Pages under zram and zswap.
  std::optional<Pages> nr_swapcached{};               ///< Since 5.12.
  std::optional<Pages> nr_memmap_pages{};             ///< Page structures allocated after boot; since 6.11.
  std::optional<Pages> nr_memmap_boot_pages{};        ///< Page structures taken from memblock at boot; since 6.11.
  std::optional<std::uint64_t> nr_kernel_stack{};     ///< KiB since 4.9; before, a number of stacks.

  std::optional<std::uint64_t> cma_alloc_success{};  ///< Requests, whatever their size; since 5.10, with CMA.
  std::optional<std::uint64_t> cma_alloc_fail{};
  std::optional<std::uint64_t> pgalloc_dma{};  ///< Pages handed out, by zone; a line only for a zone that is built in.
  std::optional<std::uint64_t> pgalloc_dma32{};
  std::optional<std::uint64_t> pgalloc_normal{};
  std::optional<std::uint64_t> pgalloc_high{};
  std::optional<std::uint64_t> pgalloc_movable{};
  std::optional<std::uint64_t> pgalloc_device{};
  std::optional<std::uint64_t> pgfree{};
  std::optional<std::uint64_t> pgfault{};
  std::optional<std::uint64_t> pgmajfault{};
  std::optional<std::uint64_t> pgsteal_kswapd{};
  std::optional<std::uint64_t> pgsteal_direct{};
  std::optional<std::uint64_t> pswpin{};  ///< Pages.
  std::optional<std::uint64_t> pswpout{};
  std::optional<std::uint64_t> swpin_zero{};  ///< Zero-filled pages that swap did not store; since 6.13.
  std::optional<std::uint64_t> swpout_zero{};
  std::optional<std::uint64_t> zswpin{};
  std::optional<std::uint64_t> zswpout{};
  std::optional<std::uint64_t> zswpwb{};
  std::optional<std::uint64_t> oom_kill{};
  std::optional<std::uint64_t> pgmigrate_success{};
  std::optional<std::uint64_t> pgmigrate_fail{};
  std::optional<std::uint64_t> compact_migrate_scanned{};
  std::optional<std::uint64_t> compact_free_scanned{};
  std::optional<std::uint64_t> compact_isolated{};
  std::optional<std::uint64_t> compact_stall{};
  std::optional<std::uint64_t> compact_fail{};
  std::optional<std::uint64_t> compact_success{};
  friend bool operator==(const VmStat&, const VmStat&) = default;
};

/// Reads the text of /proc/vmstat, lines `<name> <number>`, into `into`, which it empties first. Lines of other names
/// are skipped; of a name that stands twice, the last counts. Malformed, with line and column, if a line of ours has
/// no number.
Result<void> read_vmstat(std::string_view text, std::string_view file, VmStat& into);

/// As above, into a new value.
Result<VmStat> parse_vmstat(std::string_view text, std::string_view file);

}  // namespace rampart
