#include "sources/vmstat.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/name_table.h"
#include "base/scanner.h"

namespace rampart {
namespace {

/// A line of ours is either an amount in pages or a plain count.
struct VmstatField {
  std::string_view name;
  std::optional<Pages> VmStat::* pages = nullptr;
  std::optional<std::uint64_t> VmStat::* count = nullptr;
  constexpr VmstatField(std::string_view line_name, std::optional<Pages> VmStat::* slot)
      : name{line_name}, pages{slot} {}
  constexpr VmstatField(std::string_view line_name, std::optional<std::uint64_t> VmStat::* slot)
      : name{line_name}, count{slot} {}
};

constexpr VmstatField vmstat_fields[] = {
    {"nr_free_pages", &VmStat::nr_free_pages},
    {"nr_free_cma", &VmStat::nr_free_cma},
    {"nr_anon_pages", &VmStat::nr_anon_pages},
    {"nr_file_pages", &VmStat::nr_file_pages},
    {"nr_shmem", &VmStat::nr_shmem},
    {"nr_mlock", &VmStat::nr_mlock},
    {"nr_unevictable", &VmStat::nr_unevictable},
    {"nr_dirty", &VmStat::nr_dirty},
    {"nr_writeback", &VmStat::nr_writeback},
    {"nr_slab_reclaimable", &VmStat::nr_slab_reclaimable},
    {"nr_slab_unreclaimable", &VmStat::nr_slab_unreclaimable},
    {"nr_page_table_pages", &VmStat::nr_page_table_pages},
    {"nr_sec_page_table_pages", &VmStat::nr_sec_page_table_pages},
    {"nr_kernel_misc_reclaimable", &VmStat::nr_kernel_misc_reclaimable},
    {"nr_zspages", &VmStat::nr_zspages},
    {"nr_swapcached", &VmStat::nr_swapcached},
    {"nr_memmap_pages", &VmStat::nr_memmap_pages},
    {"nr_memmap_boot_pages", &VmStat::nr_memmap_boot_pages},
    {"nr_kernel_stack", &VmStat::nr_kernel_stack},
    {"cma_alloc_success", &VmStat::cma_alloc_success},
    {"cma_alloc_fail", &VmStat::cma_alloc_fail},
    {"pgalloc_dma", &VmStat::pgalloc_dma},
    {"pgalloc_dma32", &VmStat::pgalloc_dma32},
    {"pgalloc_normal", &VmStat::pgalloc_normal},
    {"pgalloc_high", &VmStat::pgalloc_high},
    {"pgalloc_movable", &VmStat::pgalloc_movable},
    {"pgalloc_device", &VmStat::pgalloc_device},
    {"pgfree", &VmStat::pgfree},
    {"pgfault", &VmStat::pgfault},
    {"pgmajfault", &VmStat::pgmajfault},
    {"pgsteal_kswapd", &VmStat::pgsteal_kswapd},
    {"pgsteal_direct", &VmStat::pgsteal_direct},
    {"pswpin", &VmStat::pswpin},
    {"pswpout", &VmStat::pswpout},
    {"swpin_zero", &VmStat::swpin_zero},
    {"swpout_zero", &VmStat::swpout_zero},
    {"zswpin", &VmStat::zswpin},
    {"zswpout", &VmStat::zswpout},
    {"zswpwb", &VmStat::zswpwb},
    {"oom_kill", &VmStat::oom_kill},
    {"pgmigrate_success", &VmStat::pgmigrate_success},
    {"pgmigrate_fail", &VmStat::pgmigrate_fail},
    {"compact_migrate_scanned", &VmStat::compact_migrate_scanned},
    {"compact_free_scanned", &VmStat::compact_free_scanned},
    {"compact_isolated", &VmStat::compact_isolated},
    {"compact_stall", &VmStat::compact_stall},
    {"compact_fail", &VmStat::compact_fail},
    {"compact_success", &VmStat::compact_success},
};
constexpr NameTable vmstat_names{vmstat_fields};

}  // namespace

Result<void> read_vmstat(std::string_view text, std::string_view file, VmStat& into) {
  into = {};
  for (const Line line : Lines{text}) {
    const std::string_view name = line.text.substr(0, line.text.find(' '));
    const auto found = vmstat_names.find(name);
    if (!found) continue;
    Scanner scan{line.text.substr(std::min(name.size() + 1, line.text.size()))};
    const auto value = scan.number();
    if (!value || !scan.at_end()) {
      return malformed(file, line.number, name.size() + 1 + scan.column(),
                       std::string{name} + " has no count (expected <number>)");
    }
    const VmstatField& field = vmstat_fields[*found];
    if (field.pages) {
      into.*field.pages = Pages{*value};
    } else {
      into.*field.count = *value;
    }
  }
  return {};
}

Result<VmStat> parse_vmstat(std::string_view text, std::string_view file) {
  VmStat stat;
  if (auto done = read_vmstat(text, file, stat); !done) return std::unexpected(std::move(done.error()));
  return stat;
}

}  // namespace rampart
